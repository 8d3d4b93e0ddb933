"""Testing a connection: what is asked for, what comes of it, and how it is said."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, SchoolMis
from autoupdate.actions import testing
from autoupdate.connectors import registry
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import MisConnection, ReportAcceptance
from autoupdate.queries.checks import CheckView, Result, checks_of, last_seen
from autoupdate.queries.setup_facts import setup_facts
from autoupdate.reaching import connection_of, sealed_secrets
from tests.factories import FieldOptOutFactory, UploadFactory, accept_reports
from tests.integration.autoupdate.fake_mis import FakeVendor, put_arbor
from tests.integration.autoupdate.test_connecting import EVERYBODY, WORKERS
from tests.integration.conftest import Cast


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> FakeVendor:
    made = FakeVendor()
    put_arbor(monkeypatch, made)
    return made


@pytest.fixture
def arbor(cast: Cast, vendor: FakeVendor) -> SchoolMis:
    """The cast's school on the pretend Arbor; Staff and Students are accepted."""
    cast.school_mis.product = "arbor"
    cast.school_mis.save()
    accept_reports(cast.school_mis, by=cast.head)
    return cast.school_mis


def lines(kept: MisConnection) -> dict[str, CheckView]:
    known = registry.get("arbor")
    views = checks_of(kept, connector=known)
    codes = [each["sub_report"] for each in kept.checked]
    return dict(zip(codes, views, strict=True))


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_tests_a_connection(cast: Cast, arbor: SchoolMis, who: str) -> None:
    by = getattr(cast, who)
    if who not in WORKERS | {"desk"}:
        with pytest.raises(PermissionDenied):
            testing.check_connection(arbor, by=by)
        return
    kept = testing.check_connection(arbor, by=by)
    assert kept.checked_at is not None
    event = AuditEvent.objects.get(action="connection.tested")
    assert (event.by, event.after) == (by, {"works": 2, "not_accepted": 5})


def test_only_what_is_accepted_and_uploaded_is_asked_for(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    FieldOptOutFactory(school=cast.school, sub_report="students", field="email")
    kept = testing.check_connection(arbor, by=cast.head)
    asked = dict(vendor.asked)
    assert set(asked) == {"staff", "students"}
    assert "email" not in asked["students"]
    assert "email" in asked["staff"]
    found = lines(kept)
    assert found["staff"].words == "Works"
    assert found["contacts"].words == "Not accepted yet"
    assert "attendance" not in found  # no AutoText, so it cannot be had
    assert setup_facts(arbor).has_worked


def test_a_missing_permission_is_named_and_the_rest_is_asked_all_the_same(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    vendor.troubles["staff"] = VendorTrouble("permission_missing", permission="Staff", host="h")
    vendor.refused["students"] = {"House (Student.house)"}
    kept = testing.check_connection(arbor, by=cast.head)
    found = lines(kept)
    assert (found["staff"].result, found["staff"].words) == (Result.REFUSED, "Permission missing")
    assert "does not let AutoUpdate read Staff" in found["staff"].text
    assert found["staff"].desk_note
    assert found["students"].words == "Works in part"
    assert "House (Student.house)" in found["students"].text
    assert "mandatory" not in found["students"].text
    assert (kept.trouble, kept.trouble_detail["permission"]) == ("permission_missing", "Staff")
    vendor.troubles.clear()
    vendor.refused["students"] = {"Date of birth (Student.dob)"}
    again = testing.check_connection(arbor, by=cast.head)
    assert again.trouble == ""
    assert "mandatory" in lines(again)["students"].text


def test_a_trouble_of_the_whole_connection_is_met_once(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    vendor.troubles[""] = VendorTrouble("approval_withdrawn", host="h")
    kept = testing.check_connection(arbor, by=cast.head)
    assert [code for code, _ in vendor.asked] == ["staff"]
    found = lines(kept)
    assert found["staff"].words == found["students"].words == "Does not work"
    assert "The approval was withdrawn in Arbor" in found["students"].text
    assert kept.trouble == "approval_withdrawn"
    assert not setup_facts(arbor).is_approved


def test_a_trouble_of_the_whole_connection_weighs_more(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    vendor.troubles["staff"] = VendorTrouble("permission_missing", permission="Staff", host="h")
    vendor.troubles["students"] = VendorTrouble("server_error", status="500", host="h")
    assert testing.check_connection(arbor, by=cast.head).trouble == "server_error"


def test_a_fault_of_ours_is_told_as_ours(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.troubles["staff"] = KeyError("secret of somebody")
    kept = testing.check_connection(arbor, by=cast.head)
    found = lines(kept)
    assert "Something went wrong on our side" in found["staff"].text
    assert "secret of somebody" not in found["staff"].text + found["staff"].desk_note
    assert found["students"].words == "Works"
    assert "Testing staff of a connection failed" in caplog.text


def test_it_does_not_take_longer_than_people_wait(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 1.0, testing.ALL_TRIES_S + 1.0])

    def slow(self: FakeVendor, sub_report: Any, *, wanted: Any) -> None:
        assert self.session is not None
        self.session.client._noting()  # as the client does before each try

    monkeypatch.setattr(FakeVendor, "check", slow)
    kept = testing.check_connection(arbor, by=cast.head, clock=lambda: next(times))
    found = lines(kept)
    assert found["staff"].words == "Works"
    assert "did not answer in time" in found["students"].text


def test_credentials_that_cannot_be_opened(
    cast: Cast, arbor: SchoolMis, settings: Settings
) -> None:
    kept = connection_of(arbor)
    kept.sealed = sealed_secrets({"password": "x"})
    kept.save()
    settings.UPLOAD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    tested = testing.check_connection(arbor, by=cast.head)
    assert tested.trouble == "credentials_missing"
    assert {each.words for each in lines(tested).values()} == {"Does not work"}


def test_where_nothing_is_accepted_a_trouble_stays(
    cast: Cast, arbor: SchoolMis, vendor: FakeVendor
) -> None:
    ReportAcceptance.objects.update(withdrawn_at=timezone.now(), withdrawn_by=cast.head)
    kept = connection_of(arbor)
    kept.trouble, kept.trouble_at = "endpoint_missing", timezone.now()
    kept.save()
    tested = testing.check_connection(arbor, by=cast.head)
    assert (tested.trouble, vendor.asked) == ("endpoint_missing", [])


def test_nothing_is_tested_that_is_not_fetched_or_no_longer_used(
    cast: Cast, arbor: SchoolMis
) -> None:
    with pytest.raises(ActionRefused, match="Nothing is fetched from SIMS"):
        testing.check_connection(cast.outsider_mis, by=cast.outsider)
    SchoolMis.objects.filter(pk=arbor.pk).update(ended_at=timezone.now())
    with pytest.raises(ActionRefused, match="nothing was kept of the test"):
        testing.check_connection(arbor, by=cast.head)
    assert not MisConnection.objects.exclude(checked=[]).exists()


def test_lines_of_reports_that_are_gone_are_left_out(cast: Cast, arbor: SchoolMis) -> None:
    kept = testing.check_connection(arbor, by=cast.head)
    kept.checked = [{**kept.checked[0], "sub_report": "dinners"}, kept.checked[1]]
    assert len(checks_of(kept, connector=registry.get("arbor"))) == 1


def test_what_was_last_seen_of_an_mis_that_sends(cast: Cast) -> None:
    UploadFactory(school_mis=cast.school_mis)
    newer = UploadFactory(school_mis=cast.school_mis)
    UploadFactory(school_mis=cast.outsider_mis, sub_report="staff")
    assert last_seen(cast.school_mis) == {"students": newer.received_at}
