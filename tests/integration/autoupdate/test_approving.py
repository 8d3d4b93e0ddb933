"""Approving at a vendor: sent there, back with a code, declined, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, SchoolMis
from autoupdate.actions import approving
from autoupdate.connectors.pulling import Granted
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import ApprovalRequest, MisConnection
from autoupdate.reaching import connection_of, secrets_of
from tests.integration.autoupdate.fake_mis import FakeVendor, put_arbor, put_iris
from tests.integration.autoupdate.test_connecting import EVERYBODY, WORKERS, events
from tests.integration.conftest import Cast

BACK = "https://portal.example/approved/"


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> FakeVendor:
    """The pretend Arbor's."""
    made = FakeVendor()
    put_arbor(monkeypatch, made)
    return made


@pytest.fixture
def arbor(cast: Cast, vendor: FakeVendor, settings: Settings) -> SchoolMis:
    """The cast's school on the pretend Arbor."""
    settings.VENDOR_PARTNERS = {"arbor": {"url": "https://vendor.example", "id": "portal"}}
    cast.school_mis.product = "arbor"
    cast.school_mis.save()
    return cast.school_mis


def sent(arbor: SchoolMis, by: Any) -> str:
    """Somebody is sent to the vendor; returns the state."""
    return approving.begin(arbor, by=by, return_to=BACK).partition("state=")[2]


def finish(state: str, by: Any) -> MisConnection:
    return approving.finish(state=state, code="c0de", by=by, return_to=BACK)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_approves(cast: Cast, arbor: SchoolMis, who: str) -> None:
    by = getattr(cast, who)
    if who not in WORKERS | {"desk"}:
        with pytest.raises(PermissionDenied):
            sent(arbor, by)
        with pytest.raises(PermissionDenied):
            approving.forget(arbor, by=by)
        return
    kept = finish(sent(arbor, by), by)
    assert (kept.approved_by, kept.endpoint) == (by, "https://vendor.example/data")
    assert secrets_of(kept) == {"username": "u", "password": "s3cret"}
    assert events() == ["approval.asked", "approval.given"]
    assert "s3cret" not in str(list(AuditEvent.objects.values()))


def test_the_vendor_hears_the_same_state_and_verifier_twice(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    state = sent(arbor, cast.head)
    (asking,) = vendor.askings
    assert (asking.state, asking.return_to) == (state, BACK)
    assert asking.partner["id"] == "portal"
    request = ApprovalRequest.objects.get()
    assert state not in request.state_digest
    assert asking.verifier not in request.sealed_verifier
    finish(state, cast.head)
    assert vendor.codes == ["c0de"]


def test_without_a_standing_nothing_is_begun(
    cast: Cast, arbor: SchoolMis, settings: Settings
) -> None:
    settings.VENDOR_PARTNERS = {"arbor": {"id": ""}}
    with pytest.raises(VendorTrouble, match="partner_missing"):
        sent(arbor, cast.head)
    assert not ApprovalRequest.objects.exists()


def test_a_state_is_used_once(cast: Cast, arbor: SchoolMis) -> None:
    state = sent(arbor, cast.head)
    finish(state, cast.head)
    for deed in (finish, lambda state, by: approving.decline(state=state, by=by)):
        with pytest.raises(ActionRefused, match="not asked for here"):
            deed(state, cast.head)


def test_a_state_belongs_to_whoever_was_sent(cast: Cast, arbor: SchoolMis) -> None:
    state = sent(arbor, cast.head)
    for other in (cast.head_proxy, cast.outsider):
        with pytest.raises(ActionRefused, match="not asked for here"):
            finish(state, other)
        assert approving.asked_of(state=state, by=other) is None
    for made_up in ("", "x" * 43, "\ud800"):
        with pytest.raises(ActionRefused, match="not asked for here"):
            finish(made_up, cast.head)
    assert approving.asked_of(state=state, by=cast.head) == arbor
    finish(state, cast.head)


def test_an_approval_that_took_too_long(cast: Cast, arbor: SchoolMis) -> None:
    state = sent(arbor, cast.head)
    long_ago = timezone.now() - timedelta(hours=2)
    ApprovalRequest.objects.update(asked_at=long_ago, expires_at=long_ago + approving.IN_TIME)
    with pytest.raises(ActionRefused, match="longer than half an hour"):
        finish(state, cast.head)


def test_somebody_who_may_no_longer(cast: Cast, arbor: SchoolMis) -> None:
    state = sent(arbor, cast.head)
    cast.head.memberships.update(ended_at=timezone.now())
    cast.head.__dict__.pop("_live_memberships", None)
    with pytest.raises(PermissionDenied):
        finish(state, cast.head)


def test_a_school_that_uses_another_mis_by_now(cast: Cast, arbor: SchoolMis) -> None:
    state = sent(arbor, cast.head)
    SchoolMis.objects.update(ended_at=timezone.now())
    with pytest.raises(ActionRefused, match="another MIS by now"):
        finish(state, cast.head)


def test_a_school_that_changes_its_mis_meanwhile(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: Any, **__: Any) -> Granted:
        SchoolMis.objects.filter(pk=arbor.pk).update(ended_at=timezone.now())
        return Granted(secrets={"password": "x"})

    monkeypatch.setattr(FakeVendor, "exchange", ends)
    with pytest.raises(ActionRefused, match="another MIS by now"):
        finish(sent(arbor, cast.head), cast.head)
    assert not MisConnection.objects.exclude(sealed="").exists()


def test_what_the_vendor_does_not_give(cast: Cast, arbor: SchoolMis, vendor: FakeVendor) -> None:
    vendor.grants = VendorTrouble("server_error")
    with pytest.raises(VendorTrouble):
        finish(sent(arbor, cast.head), cast.head)
    assert not MisConnection.objects.filter(approved_at__isnull=False).exists()


def test_an_approval_without_an_endpoint(cast: Cast, arbor: SchoolMis, vendor: FakeVendor) -> None:
    vendor.grants = Granted(reference="R1", secrets={"password": "x"})
    kept = finish(sent(arbor, cast.head), cast.head)
    assert (kept.trouble, kept.endpoint, kept.reference) == ("endpoint_missing", "", "R1")
    vendor.grants = Granted(endpoint="https://vendor.example/x", secrets={"password": "y"})
    again = finish(sent(arbor, cast.head), cast.head)
    assert (again.trouble, again.trouble_at, again.reference) == ("", None, "R1")


def test_declining(cast: Cast, arbor: SchoolMis) -> None:
    assert approving.decline(state=sent(arbor, cast.head), by=cast.head) == arbor
    assert events() == ["approval.asked", "approval.declined"]
    assert not MisConnection.objects.filter(approved_at__isnull=False).exists()


def test_an_mis_that_needs_no_approval(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="needs no approval"):
        approving.begin(cast.school_mis, by=cast.head, return_to=BACK)


@pytest.mark.parametrize(
    ("revokes", "is_heard"), [(True, True), (False, False), (VendorTrouble("busy"), False)]
)
def test_forgetting(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor, revokes: Any, *, is_heard: bool
) -> None:
    finish(sent(arbor, cast.head), cast.head)
    vendor.revokes = revokes
    assert approving.forget(arbor, by=cast.colleague) is is_heard
    kept = connection_of(arbor)
    assert (kept.endpoint, kept.sealed, kept.approved_at) == ("", "", None)
    event = AuditEvent.objects.get(action="connection.forgotten")
    assert event.after == {"vendor_heard": is_heard}


def test_forgetting_what_cannot_be_opened_or_was_never_approved(
    cast: Cast, arbor: SchoolMis, settings: Settings
) -> None:
    assert approving.forget(arbor, by=cast.head) is False
    finish(sent(arbor, cast.head), cast.head)
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    assert approving.forget(arbor, by=cast.head) is False


def test_forgetting_what_was_entered(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    put_iris(monkeypatch, FakeVendor())
    cast.school_mis.product = "iris"
    cast.school_mis.save()
    kept = connection_of(cast.school_mis)
    kept.sealed = "something"
    kept.save()
    assert approving.forget(cast.school_mis, by=cast.head) is False
    assert connection_of(cast.school_mis).sealed == ""
