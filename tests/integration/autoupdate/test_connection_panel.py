"""The connection on AutoUpdate Settings: its state in a word, and who is offered what."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import SchoolMis
from autoupdate.actions.connecting import enter_credentials
from tests.factories import CaseFactory
from tests.integration.autoupdate.fake_mis import put
from tests.integration.autoupdate.test_connection_pages import (
    arbor,
    iris,
    page,
    settings_of,
    told,
    vendor,
)
from tests.integration.conftest import Cast

__all__ = ["arbor", "iris", "vendor"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("head", True),
        ("head_proxy", True),
        ("nominated_contact", True),
        ("desk", True),
        ("la_user", False),
    ],
)
def test_who_is_offered_what(cast: Cast, arbor: SchoolMis, who: str, *, may: bool) -> None:
    text = settings_of(cast, who)
    assert "Not connected yet" in text
    assert (page(cast, "authorise") in text) is may
    assert ("Test the connection" in text) is may


@pytest.mark.usefixtures("arbor")
@pytest.mark.parametrize(
    ("who", "address"),
    [("head", "autoupdate:settings"), ("desk", "autoupdate:desk_school")],
)
def test_a_fetched_mis_costs_a_page_few_queries(
    cast: Cast, who: str, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, at = cast.client(getattr(cast, who)), reverse(address, args=[cast.school.pk])
    client.get(at)  # the first page of a session is noted
    with django_assert_max_num_queries(15):
        assert client.get(at).status_code == 200


def test_the_state_of_the_connection_in_a_word(cast: Cast, iris: SchoolMis) -> None:
    assert "Not connected yet" in settings_of(cast)
    kept = enter_credentials(
        iris, by=cast.desk, endpoint="https://a.isams.cloud", secrets={"client_id": "a"}
    )
    assert "Not connected yet" in settings_of(cast)
    kept = enter_credentials(iris, by=cast.desk, secrets={"client_secret": "b"})
    assert ">Ready<" in settings_of(cast)
    kept.last_used_at = timezone.now()
    kept.save()
    assert ">Works<" in settings_of(cast)
    kept.trouble, kept.trouble_at = "busy", timezone.now()
    kept.save()
    assert ">Does not work<" in settings_of(cast)
    assert "(iSAMS and Ed:gen) could not be read" in settings_of(cast)
    kept.trouble = "a code that is no more"
    kept.save()
    assert "could not be read" not in settings_of(cast)


def test_integris_is_not_seen_before_it_was_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, "integris", credentials=(), approval=None)
    cast.school_mis.product = "integris"
    cast.school_mis.save()
    assert "Not seen yet" in settings_of(cast)


def test_a_proxy_is_told_why_only_the_headteacher_accepts_for_pupil_asset(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, "pupil_asset")
    cast.school_mis.product = "pupil_asset"
    cast.school_mis.save()
    proxy, head = settings_of(cast, "head_proxy"), settings_of(cast, "head")
    assert "For Pupil Asset, only the Headteacher may accept reports." in proxy
    assert "Waiting for the Headteacher" in proxy
    assert "Accept reports" not in proxy
    assert "For Pupil Asset, only the Headteacher may accept" not in head
    assert "Accept reports" in head
    report = reverse("autoupdate:report", args=[cast.school.pk, "staff"])
    text = told(cast.client(cast.head_proxy).get(report))
    assert "For Pupil Asset, only the Headteacher may accept reports." in text


def test_a_case_that_was_raised_is_a_step_that_is_done(cast: Cast, iris: SchoolMis) -> None:
    before = settings_of(cast)
    assert "kind=iris_connection" in before
    CaseFactory(school=cast.school, raised_by=cast.head, iris=True)
    after = settings_of(cast)
    assert "kind=iris_connection" not in after
    assert "Waiting for the Service Desk" in after
    assert "kind=iris_connection" not in settings_of(cast, "la_user")
