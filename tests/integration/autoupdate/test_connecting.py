"""Making an MIS visible, taking one into use, entering what reaches it, making keys for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, School, SchoolMis
from autoupdate.actions import connecting
from autoupdate.actions.keys import live_key
from autoupdate.licence_keys import digest_of
from autoupdate.models import MisConnection, MisOffer
from autoupdate.queries.choosing import Way, choices_for
from autoupdate.queries.offers import is_offered
from autoupdate.reaching import connection_of, secrets_of
from tests.factories import SchoolFactory
from tests.integration.autoupdate.fake_mis import ENDPOINT, FakeVendor, put, put_iris
from tests.integration.conftest import Cast

EVERYBODY = (
    "head",
    "head_proxy",
    "nominated_contact",
    "colleague",
    "la_user",
    "desk",
    "outsider",
)
LEADERS = {"head", "head_proxy"}
WORKERS = LEADERS | {"nominated_contact", "colleague"}


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def new_school(cast: Cast) -> School:
    """The cast's school, before it chose an MIS."""
    cast.school_mis.delete()
    return cast.school


@pytest.fixture
def in_iris(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> SchoolMis:
    """The cast's school on an IRIS whose details are entered."""
    put_iris(monkeypatch, FakeVendor())
    cast.school_mis.product = "iris"
    cast.school_mis.save()
    return cast.school_mis


def test_an_mis_is_made_visible_once(cast: Cast) -> None:
    first = connecting.offer_mis(cast.school, product="pupil_asset", by=cast.desk)
    assert connecting.offer_mis(cast.school, product="pupil_asset", by=cast.desk) == first
    assert is_offered(cast.school, product="pupil_asset")
    assert not is_offered(cast.outsider_school, product="pupil_asset")
    assert events() == ["mis.offered"]
    connecting.offer_mis(cast.school, product="bromcom", by=None)  # the system itself
    assert MisOffer.objects.count() == 2


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_desk_makes_visible_and_hides(cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    if who == "desk":
        connecting.offer_mis(cast.school, product="bromcom", by=by)
        connecting.withdraw_offer(cast.school, product="bromcom", by=by)
        assert events() == ["mis.offered", "mis.offer_withdrawn"]
        return
    with pytest.raises(PermissionDenied):
        connecting.offer_mis(cast.school, product="bromcom", by=by)
    with pytest.raises(PermissionDenied):
        connecting.withdraw_offer(cast.school, product="bromcom", by=by)
    assert events() == []


def test_what_is_in_use_or_was_not_visible_is_not_hidden(cast: Cast) -> None:
    connecting.offer_mis(cast.school, product="sims", by=cast.desk)
    with pytest.raises(ActionRefused, match="stays visible"):
        connecting.withdraw_offer(cast.school, product="sims", by=cast.desk)
    with pytest.raises(ActionRefused, match="was not visible"):
        connecting.withdraw_offer(cast.school, product="bromcom", by=cast.desk)
    cast.school_mis.delete()
    connecting.withdraw_offer(cast.school, product="sims", by=cast.desk)
    offer = MisOffer.objects.get()
    assert (offer.withdrawn_by, offer.withdrawn_at is None) == (cast.desk, False)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_takes_the_first_mis_into_use(cast: Cast, new_school: School, who: str) -> None:
    by = getattr(cast, who)
    if who in LEADERS | {"desk"}:
        made = connecting.start_mis(new_school, product="arbor", by=by)
        assert (made.product, made.started_by, made.ended_at) == ("arbor", by, None)
        assert events() == ["mis.started"]
        return
    with pytest.raises(PermissionDenied):
        connecting.start_mis(new_school, product="arbor", by=by)
    assert not SchoolMis.objects.filter(school=new_school).exists()


def test_a_school_that_uses_an_mis_takes_no_other(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="uses SIMS already"):
        connecting.start_mis(cast.school, product="arbor", by=cast.head)


@pytest.mark.parametrize("product", ["bromcom", "iris"])
def test_two_are_taken_into_use_by_the_desk_alone(
    cast: Cast, new_school: School, product: str
) -> None:
    connecting.offer_mis(new_school, product=product, by=cast.desk)
    with pytest.raises(ActionRefused, match="Service Desk puts a school on"):
        connecting.start_mis(new_school, product=product, by=cast.head)
    assert connecting.start_mis(new_school, product=product, by=cast.desk).product == product


def test_the_system_itself_may_put_a_school_on_any(new_school: School) -> None:
    assert connecting.start_mis(new_school, product="iris", by=None).started_by is None


def test_what_must_be_visible_is_chosen_once_it_is(
    cast: Cast, new_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, "pupil_asset", needs_offer=True)
    with pytest.raises(ActionRefused, match="not visible to"):
        connecting.start_mis(new_school, product="pupil_asset", by=cast.head)
    connecting.offer_mis(new_school, product="pupil_asset", by=cast.desk)
    made = connecting.start_mis(new_school, product="pupil_asset", by=cast.head)
    assert made.product == "pupil_asset"


def test_the_ways_to_each_mis(
    cast: Cast, new_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, "arbor")
    put(monkeypatch, "iris", needs_offer=False)
    put(monkeypatch, "pupil_asset", needs_offer=True)
    put(monkeypatch, "integris", parser=None)
    school = SchoolFactory()
    connecting.offer_mis(school, product="pupil_asset", by=cast.desk)

    def ways(who: Any, at: School) -> dict[str, Way]:
        return {each.connector.code: each.way for each in choices_for(who, school=at)}

    of_head = ways(cast.head, new_school)
    assert of_head["sims"] is of_head["arbor"] is Way.CHOOSE
    assert of_head["iris"] is Way.DESK
    assert of_head["pupil_asset"] is Way.HIDDEN
    assert of_head["integris"] is Way.UNRECEIVED
    assert ways(cast.head, school)["pupil_asset"] is Way.CHOOSE
    assert ways(cast.desk, new_school)["iris"] is Way.CHOOSE


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_enters_credentials(cast: Cast, in_iris: SchoolMis, who: str) -> None:
    by, secrets = getattr(cast, who), {"client_id": "abc", "client_secret": "hidden"}
    if who in WORKERS | {"desk"}:
        kept = connecting.enter_credentials(in_iris, by=by, secrets=secrets)
        assert secrets_of(kept) == secrets
        assert (kept.entered_by, events()) == (by, ["connection.entered"])
        return
    with pytest.raises(PermissionDenied):
        connecting.enter_credentials(in_iris, by=by, secrets=secrets)
    assert not MisConnection.objects.exists()


def test_credentials_are_sealed_and_in_no_audit_event(cast: Cast, in_iris: SchoolMis) -> None:
    connecting.enter_credentials(
        in_iris,
        by=cast.desk,
        endpoint=" https://ash.isams.cloud ",
        secrets={"client_id": "visible-id", "client_secret": "hidden-secret"},
    )
    kept = MisConnection.objects.get()
    assert kept.endpoint == "https://ash.isams.cloud"
    event = AuditEvent.objects.get()
    everything = json.dumps([kept.sealed, kept.endpoint, event.after, event.subject])
    assert "hidden-secret" not in everything
    assert "visible-id" not in everything
    assert event.after == {"entered": ["client_id", "client_secret", "endpoint"]}


def test_a_blank_leaves_what_is_kept_and_a_trouble_goes(cast: Cast, in_iris: SchoolMis) -> None:
    connecting.enter_credentials(
        in_iris, by=cast.desk, secrets={"client_id": "a", "client_secret": "b"}
    )
    kept = connection_of(in_iris)
    kept.trouble, kept.trouble_at = "credentials_refused", timezone.now()
    kept.checked, kept.checked_at = [{}], timezone.now()
    kept.save()
    connecting.enter_credentials(
        in_iris, by=cast.head, secrets={"client_id": " ", "client_secret": "c"}
    )
    kept.refresh_from_db()
    assert secrets_of(kept) == {"client_id": "a", "client_secret": "c"}
    again = MisConnection.objects.get()
    assert (again.trouble, again.checked) == ("", [])
    assert again.trouble_at is again.checked_at is None


def test_what_cannot_be_right_is_not_kept(cast: Cast, in_iris: SchoolMis) -> None:
    with pytest.raises(ActionRefused, match="Nothing was entered"):
        connecting.enter_credentials(in_iris, by=cast.head, secrets={"no_such": "x"})
    with pytest.raises(ActionRefused, match="There is a blank in it"):
        connecting.enter_credentials(in_iris, by=cast.head, secrets={"client_secret": "a b"})
    with pytest.raises(ActionRefused, match="MIS URL is entered by the Service Desk"):
        connecting.enter_credentials(in_iris, by=cast.head, endpoint="https://ash.isams.cloud")
    in_iris.ended_at = timezone.now()
    in_iris.save()
    with pytest.raises(ActionRefused, match="uses another MIS by now"):
        connecting.enter_credentials(in_iris, by=cast.head, secrets={"client_id": "a"})
    assert not MisConnection.objects.exclude(sealed="").exists()


def test_secrets_sealed_with_a_lost_key_are_replaced(
    cast: Cast, in_iris: SchoolMis, settings: Settings
) -> None:
    connecting.enter_credentials(in_iris, by=cast.head, secrets={"client_id": "a"})
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    kept = connecting.enter_credentials(in_iris, by=cast.head, secrets={"client_secret": "b"})
    assert secrets_of(kept) == {"client_secret": "b"}


def test_a_reference_is_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from autoupdate.connectors.base import CredentialField, Entry

    reference = CredentialField(code="reference", label="Reference", entry=Entry.REFERENCE)
    put(monkeypatch, "pupil_asset", credentials=(reference, ENDPOINT))
    cast.school_mis.product = "pupil_asset"
    cast.school_mis.save()
    kept = connecting.enter_credentials(cast.school_mis, by=cast.desk, reference="PA-1")
    assert (kept.reference, kept.endpoint, kept.sealed) == ("PA-1", "", "")


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_makes_keys_for_an_mis_that_sends(cast: Cast, who: str) -> None:
    cast.school_mis.product = "bromcom"
    cast.school_mis.save()
    by = getattr(cast, who)
    if who not in LEADERS | {"desk"}:
        with pytest.raises(PermissionDenied):
            connecting.issue_push_keys(cast.school_mis, by=by)
        return
    made = connecting.issue_push_keys(cast.school_mis, by=by)
    key, kept = live_key(cast.school), connection_of(cast.school_mis)
    assert key is not None
    assert key.digest == digest_of(made.licence_key)
    assert made.supplier_id == kept.reference
    assert secrets_of(kept) == {"supplier_password": made.supplier_password}
    assert made.supplier_password not in str(list(AuditEvent.objects.values()))


def test_new_keys_leave_the_supplier_id(cast: Cast) -> None:
    cast.school_mis.product = "bromcom"
    cast.school_mis.save()
    old = connecting.issue_push_keys(cast.school_mis, by=cast.desk)
    new = connecting.issue_push_keys(cast.school_mis, by=cast.head)
    assert new.supplier_id == old.supplier_id
    assert new.licence_key != old.licence_key
    assert new.supplier_password != old.supplier_password


def test_no_other_mis_has_such_keys(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="needs no supplier ID"):
        connecting.issue_push_keys(cast.school_mis, by=cast.head)
    assert live_key(cast.school) is None
