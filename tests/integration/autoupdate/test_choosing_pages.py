"""A school without an MIS chooses one, and the desk says which it may see."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import SchoolMis
from autoupdate.actions import connecting
from autoupdate.actions.connecting import issue_push_keys, offer_mis
from autoupdate.connectors import registry
from autoupdate.queries.offers import is_offered
from tests.factories import CaseFactory, UploadFactory
from tests.integration.autoupdate.fake_mis import FakeVendor, put, put_arbor
from tests.integration.conftest import Cast


@pytest.fixture
def cast_without(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, before their school chose an MIS; data of every MIS can be received."""
    for each in registry.all():
        put(monkeypatch, each.code, needs_offer=each.code in {"bromcom", "pupil_asset", "iris"})
    cast.school_mis.delete()
    return cast


def page(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk, *more])


def told(answer: Any) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def in_use(cast: Cast) -> list[str]:
    return list(SchoolMis.objects.filter(school=cast.school).values_list("product", flat=True))


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("head", True),
        ("head_proxy", True),
        ("desk", True),
        ("colleague", False),
        ("la_user", False),
    ],
)
def test_who_is_offered_to_choose(cast_without: Cast, who: str, *, may: bool) -> None:
    cast = cast_without
    client = cast.client(getattr(cast, who))
    for name in ("settings", "school"):
        text = told(client.get(page(cast, name)))
        assert "has not chosen its MIS yet" in text
        assert (page(cast, "choose_mis") in text) is may
        assert ("The Headteacher, the Head Proxy or the Service Desk chooses it" in text) is not may
    status = client.get(page(cast, "choose_mis")).status_code
    assert status == (200 if may else 403)


def test_outsiders_and_strangers_choose_nothing(cast_without: Cast) -> None:
    cast = cast_without
    for name, more in (("choose_mis", ()), ("choose_product", ("arbor",))):
        address = page(cast, name, *more)
        assert cast.client(cast.outsider).get(address).status_code == 404
        assert cast.anonymous.get(address).status_code == 302
    assert cast.client(cast.outsider).post(page(cast, "choose_product", "arbor")).status_code == 404
    assert in_use(cast) == []


def test_every_mis_is_shown_with_what_it_brings(cast_without: Cast) -> None:
    cast = cast_without
    answer = cast.client(cast.head).get(page(cast, "choose_mis"))
    to_choose = {each["connector"].code for each in answer.context["to_choose"]}
    to_ask = {each["connector"].code for each in answer.context["to_ask"]}
    assert to_choose == {"sims", "sims_connected", "arbor", "scholarpack", "integris", "schoolpod"}
    assert to_ask >= {"bromcom", "pupil_asset", "iris"}
    text = told(answer)
    for each in registry.all():
        assert each.label in text
        assert each.cadence in text
    assert "kind=iris_connection" in text
    assert "kind=bromcom_keys" in text
    assert "The Service Desk makes Pupil Asset visible to your school first." in text
    compared = {each["label"]: each["reports"] for each in answer.context["compared"]}
    assert [each["is_offered"] for each in compared["Pupil Asset"]] == [
        *[True, True],
        *[False, False],
        True,
        *[False, False],
    ]


def test_what_was_asked_for_waits_for_the_desk(cast_without: Cast) -> None:
    cast = cast_without
    CaseFactory(school=cast.school, raised_by=cast.head, iris=True)
    text = told(cast.client(cast.head).get(page(cast, "choose_mis")))
    assert "kind=iris_connection" not in text
    assert "Waiting for the Service Desk" in text


def test_choosing_asks_first_and_says_what_is_missing(cast_without: Cast) -> None:
    cast = cast_without
    client = cast.client(cast.head)
    text = told(client.get(page(cast, "choose_product", "arbor")))
    assert "From now on Arbor is the MIS of" in text
    assert "Staff (Future) is not offered by Arbor." in text
    assert "User Request Single" in text
    assert in_use(cast) == []
    answer = client.post(page(cast, "choose_product", "arbor"), follow=True)
    assert in_use(cast) == ["arbor"]
    assert "uses Arbor now" in told(answer)
    assert "Setting up Arbor" in told(answer)


def test_attendance_is_not_missed_by_who_does_not_use_it(cast_without: Cast) -> None:
    cast = cast_without
    address = page(cast, "choose_product", "iris")
    client = cast.client(cast.desk)
    offer_mis(cast.school, product="iris", by=cast.desk)
    assert "Attendance is not offered" not in told(client.get(address))
    cast.school.uses_autotext = True
    cast.school.save()
    assert "Attendance is not offered" in told(client.get(address))
    assert "provisioning is limited" in told(client.get(address))


@pytest.mark.parametrize("send", ["get", "post"])
def test_what_may_not_be_chosen_is_refused_in_words(cast_without: Cast, send: str) -> None:
    cast = cast_without
    for product, why in (
        ("iris", "not visible to"),
        ("pupil_asset", "Raise a case that asks for it"),
    ):
        client = cast.client(cast.head)
        answer = getattr(client, send)(page(cast, "choose_product", product), follow=True)
        assert why in told(answer)
    assert in_use(cast) == []
    assert cast.client(cast.head).get(page(cast, "choose_product", "pen")).status_code == 404


def test_what_cannot_be_received_is_not_chosen(
    cast_without: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = cast_without
    put(monkeypatch, "integris", parser=None)
    client = cast.client(cast.head)
    assert "Data of Integris cannot be received yet" in told(client.get(page(cast, "choose_mis")))
    answer = client.get(page(cast, "choose_product", "integris"), follow=True)
    assert "Data of Integris cannot be received yet." in told(answer)


def test_a_school_that_uses_an_mis_is_sent_back(cast: Cast) -> None:
    client = cast.client(cast.head)
    for address in (page(cast, "choose_mis"), page(cast, "choose_product", "arbor")):
        assert "uses SIMS already" in told(client.get(address, follow=True))
    answer = client.post(page(cast, "choose_product", "arbor"), follow=True)
    assert "Use Change MIS instead" in told(answer)
    assert in_use(cast) == ["sims"]


# --- The desk's page of a school ---
def test_the_desk_makes_an_mis_visible_puts_the_school_on_it_and_issues_keys(
    cast_without: Cast,
) -> None:
    cast = cast_without
    client = cast.client(cast.desk)
    assert page(cast, "desk_mis") in told(client.get(page(cast, "desk_school")))
    text = told(client.get(page(cast, "desk_mis")))
    assert "has not chosen its MIS yet" in text
    offer, start = page(cast, "desk_mis_offer", "bromcom"), page(cast, "choose_product", "bromcom")
    assert offer in text
    assert start not in text
    assert "You can then put the school on Bromcom" in told(client.get(offer))
    assert "can see Bromcom now" in told(client.post(offer, follow=True))
    text = told(client.get(page(cast, "desk_mis")))
    assert offer not in text
    assert start in text
    client.post(start)
    assert in_use(cast) == ["bromcom"]
    text = told(client.get(page(cast, "desk_mis")))
    assert page(cast, "key_new") in text
    assert page(cast, "desk_mis_hide", "bromcom") not in text
    assert "is shown on the next page alone" in told(client.get(page(cast, "key_new")))
    shown = client.post(page(cast, "key_new"))
    assert "no-store" in shown.headers["Cache-Control"]
    assert "SUP-" in told(shown)
    assert "USO-" in told(shown)
    assert "press Save" in told(shown)


def test_the_desk_hides_what_it_made_visible(cast_without: Cast) -> None:
    cast = cast_without
    client = cast.client(cast.desk)
    offer_mis(cast.school, product="pupil_asset", by=cast.desk)
    hide = page(cast, "desk_mis_hide", "pupil_asset")
    assert hide in told(client.get(page(cast, "desk_mis")))
    assert "can no longer choose Pupil Asset" in told(client.get(hide))
    assert "is hidden from" in told(client.post(hide, follow=True))
    assert not is_offered(cast.school, product="pupil_asset")
    assert "was not visible to" in told(client.post(hide, follow=True))
    assert "The school can then choose" in told(
        client.get(page(cast, "desk_mis_offer", "pupil_asset"))
    )
    assert client.get(page(cast, "desk_mis_offer", "pen")).status_code == 404


@pytest.mark.parametrize("who", ["head", "nominated_contact", "la_user", "outsider"])
def test_the_desks_pages_are_the_desks(cast_without: Cast, who: str) -> None:
    cast = cast_without
    client = cast.client(getattr(cast, who))
    status = 404 if who == "outsider" else 403
    for address in (
        page(cast, "desk_mis"),
        page(cast, "desk_mis_offer", "bromcom"),
        page(cast, "desk_mis_hide", "bromcom"),
    ):
        assert client.get(address).status_code == status
    assert client.post(page(cast, "desk_mis_offer", "bromcom")).status_code == status
    assert not is_offered(cast.school, product="bromcom")


def test_the_desk_sees_what_can_be_done_about_the_mis_in_use(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_arbor(monkeypatch, FakeVendor())
    put(monkeypatch, "integris", parser=None)
    cast.school_mis.product = "arbor"
    cast.school_mis.save()
    answer = cast.client(cast.desk).get(page(cast, "desk_mis"))
    rows = {each["connector"].code: each for each in answer.context["rows"]}
    assert [each["label"] for each in rows["arbor"]["links"]] == ["Enter the details", "Test"]
    assert rows["arbor"]["tag"] == "In use"
    assert rows["integris"]["tag"] == "Not received yet"
    assert rows["sims"]["links"] == []


# --- Keys of an MIS that sends ---
@pytest.fixture
def bromcom(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    put(monkeypatch, "bromcom")
    cast.school_mis.product = "bromcom"
    cast.school_mis.save()
    return cast


def test_the_password_is_shown_once(bromcom: Cast) -> None:
    cast = bromcom
    client = cast.client(cast.head)
    assert "There are no keys yet" in told(client.get(page(cast, "settings")))
    made = issue_push_keys(cast.school_mis, by=cast.desk)
    text = told(client.get(page(cast, "settings")))
    assert "It is shown once, and can only be made anew" in text
    for secret in (made.licence_key, made.supplier_password, made.supplier_id):
        assert secret not in text
    shown = told(client.post(page(cast, "key")))
    assert made.licence_key in shown
    assert made.supplier_id in shown
    assert made.supplier_password not in shown
    assert "If nobody has it, make new keys" in shown


def test_what_was_sent_once_and_never_again_is_told(bromcom: Cast) -> None:
    cast = bromcom
    issue_push_keys(cast.school_mis, by=cast.desk)
    client = cast.client(cast.head)
    long_ago = timezone.now() - timedelta(days=5)
    UploadFactory(school_mis=cast.school_mis, delivery="push", received_at=long_ago)
    text = told(client.get(page(cast, "settings")))
    assert "It was sent once, and not again" in text
    assert "press Save, not Save & Run: only Save makes the daily schedule" in text
    UploadFactory(school_mis=cast.school_mis, delivery="push")
    assert "It was sent once" not in told(client.get(page(cast, "settings")))


def test_new_keys_say_what_stops(bromcom: Cast) -> None:
    cast = bromcom
    issue_push_keys(cast.school_mis, by=cast.desk)
    client = cast.client(cast.head)
    text = told(client.get(page(cast, "key_new")))
    assert "The licence key and the supplier password in use stop working at once." in text
    assert "Bromcom cannot send until they are entered in it." in text
    assert "Not shown again" in told(client.post(page(cast, "key_new")))
    contact = told(cast.client(cast.colleague).get(page(cast, "settings")))
    assert "Show the keys" in contact
    assert page(cast, "key_new") not in contact


def test_an_mis_that_changed_meanwhile_gets_no_keys(
    bromcom: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any, **__: Any) -> None:
        raise ActionRefused("The school uses another MIS by now, so nothing was changed.")

    monkeypatch.setattr(connecting, "issue_push_keys", refuses)
    answer = bromcom.client(bromcom.head).post(page(bromcom, "key_new"), follow=True)
    assert "another MIS by now" in told(answer)
