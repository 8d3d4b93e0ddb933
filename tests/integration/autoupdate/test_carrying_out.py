"""One click does what a case asks for, all of it or nothing, and says so in the case."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, SchoolMis
from autoupdate.actions import carrying_out, cases, connecting, handover, into_connections
from autoupdate.actions.changing_mis import change_mis
from autoupdate.casework.deeds import DEEDS
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.licence_keys import digest_of
from autoupdate.models import (
    Case,
    CaseDeed,
    Deed,
    FieldOptOut,
    LicenceKey,
    MisChange,
    MisConnection,
    ProcessingRun,
    WaitingCredentials,
)
from autoupdate.queries.case_plans import LATER, NOW, plans_of
from autoupdate.queries.cases import said_to_school, shown_fields
from autoupdate.queries.offers import is_offered
from autoupdate.queries.reports import mis_in_use
from autoupdate.reaching import connection_of, secrets_of
from tests.factories import CaseFactory, WaitingCredentialsFactory
from tests.factories.cases import IRIS_SECRETS, IRIS_URL
from tests.integration.autoupdate.test_cases import IRIS
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

PUSHED = {"licence_key", "supplier_id", "supplier_password"}


@pytest.fixture(autouse=True)
def _receivable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every MIS counts as one whose data can be received, whatever is known of it yet."""
    sims = registry.get("sims")
    for code, each in list(registry._BY_CODE.items()):
        known = replace(each, parser=each.parser or sims.parser)
        monkeypatch.setitem(registry._BY_CODE, code, known)


def declare(monkeypatch: pytest.MonkeyPatch, code: str, **changed: Any) -> Connector:
    """Have the connector of that code say something else."""
    known = replace(registry.get(code), **changed)
    monkeypatch.setitem(registry._BY_CODE, code, known)
    return known


def raised(cast: Cast, kind: str, **given: str) -> Case:
    """A case of that kind, raised by the school's head."""
    return cases.raise_case(cast.school, kind=kind, given=given, message="Please do.", by=cast.head)


def do(cast: Cast, case: Case, way: str = NOW) -> Case:
    """Carry it out as the page would."""
    expected = plans_of(case)[way].signature
    return carrying_out.carry_out(case, by=cast.desk, expected=expected, way=way)


def without_mis(cast: Cast) -> None:
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()


def deeds(case: Case) -> list[str]:
    return list(CaseDeed.objects.filter(case=case).order_by("pk").values_list("deed", flat=True))


def in_use(cast: Cast) -> SchoolMis:
    found = mis_in_use(cast.school)
    assert found is not None
    return found


def kept(school_mis: SchoolMis) -> tuple[str, str, dict[str, str]]:
    """What the connection holds."""
    found = connection_of(school_mis)
    return found.endpoint, found.reference, secrets_of(found)


# --- Connecting ------------------------------------------------------------------------------


def test_iris_is_made_visible_started_and_connected(cast: Cast) -> None:
    without_mis(cast)
    case = do(cast, raised(cast, "iris_connection", **IRIS))
    assert deeds(case) == ["offer", "start", "take"]
    assert is_offered(cast.school, product="iris")
    assert in_use(cast).product == "iris"
    assert kept(in_use(cast)) == (IRIS_URL, "", IRIS_SECRETS)
    case.refresh_from_db()
    assert (case.state, case.sealed, case.assigned_to) == ("resolved", {}, cast.desk)
    assert {each.get("tag") for each in shown_fields(case)} == {None, "Taken over"}
    last = said_to_school(case)[-2].text
    assert last.startswith("Made IRIS (iSAMS and Ed:gen) visible to the school. The school uses")
    assert "accepts the reports" in last
    event = AuditEvent.objects.get(action="case.carried_out")
    assert event.after == {"deeds": ["offer", "start", "take"]}


def test_no_secret_is_left_in_the_clear(cast: Cast) -> None:
    do(cast, raised(cast, "iris_connection", **IRIS), way=LATER)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM \"{table}\" t")
            text = cursor.fetchone()[0] or ""
            assert not any(secret in text for secret in IRIS_SECRETS.values()), table


def test_a_school_with_another_mis_is_changed_at_once(cast: Cast) -> None:
    case = raised(cast, "iris_connection", **IRIS)
    plan = plans_of(case)[NOW]
    assert any("changes from SIMS to IRIS" in each for each in plan.will)
    assert deeds(do(cast, case)) == ["offer", "change", "take"]
    assert MisChange.objects.get(after=in_use(cast)).before == cast.school_mis
    assert kept(in_use(cast)) == (IRIS_URL, "", IRIS_SECRETS)


def test_or_what_it_entered_waits_for_the_day(cast: Cast) -> None:
    case = do(cast, raised(cast, "iris_connection", **IRIS), way=LATER)
    assert deeds(case) == ["offer", "keep"]
    assert in_use(cast) == cast.school_mis
    assert not MisConnection.objects.exclude(sealed="").exists()
    assert {each.get("tag") for each in shown_fields(case)} == {None, "Accepted, kept sealed"}
    change_mis(cast.school, product="iris", by=cast.desk)
    assert kept(in_use(cast)) == (IRIS_URL, "", IRIS_SECRETS)
    waiting = WaitingCredentials.objects.get()
    assert (waiting.sealed, waiting.ended_at is None) == ({}, False)
    assert "has gone into the connection" in said_to_school(case)[-1].text
    assert connection_of(in_use(cast)).entered_by == cast.desk
    assert not into_connections.take_waiting(in_use(cast), by=None)


def test_new_credentials_take_the_place_of_old_ones(cast: Cast) -> None:
    without_mis(cast)
    do(cast, raised(cast, "iris_connection", **IRIS))
    case = raised(cast, "iris_connection", **{**IRIS, "client_secret": "rotated-secret"})
    assert deeds(do(cast, case)) == ["take"]
    assert kept(in_use(cast))[2]["client_secret"] == "rotated-secret"
    assert kept(in_use(cast))[2]["client_id"] == IRIS_SECRETS["client_id"]


def test_secrets_that_nobody_can_open_are_replaced(cast: Cast) -> None:
    without_mis(cast)
    do(cast, raised(cast, "iris_connection", **IRIS))
    MisConnection.objects.update(sealed="gAAAA-of-another-key")
    do(cast, raised(cast, "iris_connection", **IRIS))
    assert kept(in_use(cast))[2] == IRIS_SECRETS


def test_pupil_asset_is_made_visible_and_its_reference_waits(cast: Cast) -> None:
    without_mis(cast)
    case = do(cast, raised(cast, "pupil_asset_reference", reference="PA-10023"))
    assert deeds(case) == ["offer", "keep"]
    assert mis_in_use(cast.school) is None
    connecting.start_mis(cast.school, product="pupil_asset", by=cast.head)
    assert kept(in_use(cast)) == ("", "PA-10023", {})
    again = raised(cast, "pupil_asset_reference", reference="PA-20046")
    assert deeds(do(cast, again)) == ["take"]
    assert kept(in_use(cast))[1] == "PA-20046"


def test_the_newest_of_what_waits_is_kept(cast: Cast) -> None:
    do(cast, raised(cast, "iris_connection", **IRIS), way=LATER)
    new = {**IRIS, "endpoint": "https://new.isams.cloud"}
    assert deeds(do(cast, raised(cast, "iris_connection", **new), way=LATER)) == ["keep"]
    old, newest = WaitingCredentials.objects.order_by("pk")
    assert (old.sealed, old.ended_at is None) == ({}, False)
    assert (newest.details["endpoint"], newest.ended_at) == ("https://new.isams.cloud", None)


def test_what_the_mis_finds_wrong_is_refused_before_anything_is_done(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_mis(cast)

    def check(text: str, partner: Any) -> str:
        return "It is not one of ours." if text == IRIS_URL else ""

    case = raised(cast, "iris_connection", **IRIS)
    stricter = [replace(each, check=check) for each in registry.get("iris").credentials]
    declare(monkeypatch, "iris", credentials=tuple(stricter))
    with pytest.raises(ActionRefused, match="MIS URL: It is not one of ours"):
        do(cast, case)
    assert mis_in_use(cast.school) is None
    assert not CaseDeed.objects.exists()
    waiting = WaitingCredentialsFactory(case=case)
    connecting.offer_mis(cast.school, product="iris", by=cast.desk)
    connecting.start_mis(cast.school, product="iris", by=cast.desk)
    waiting.refresh_from_db()
    assert waiting.sealed == {}
    assert "It is not one of ours" in said_to_school(case)[-1].text


def test_a_lost_encryption_key_is_said_in_words(cast: Cast) -> None:
    case = raised(cast, "iris_connection", **IRIS)
    Case.objects.update(sealed=dict.fromkeys(IRIS_SECRETS, "gAAAA"))
    with pytest.raises(ActionRefused, match="no longer has"):
        do(cast, case)


def test_without_credentials_there_is_nothing_to_take_over(cast: Cast) -> None:
    case = raised(cast, "iris_connection", **IRIS)
    cases.close(case, by=cast.head)
    case = cases.reopen(case, text="After all.", by=cast.head)
    assert "not in the case any more" in plans_of(case)[NOW].why_not
    with pytest.raises(ActionRefused, match="Ask for the details again"):
        carrying_out.carry_out(case, by=cast.desk, expected="")
    case = cases.replace_details(case, given=IRIS, by=cast.head)
    assert deeds(do(cast, case))[-1] == "take"


def test_an_endpoint_of_arbor_is_entered(cast: Cast) -> None:
    SchoolMis.objects.filter(pk=cast.school_mis.pk).update(product="arbor")
    case = raised(cast, "arbor_endpoint", arbor_url="https://ashmead.uk.arbor.sc")
    assert deeds(do(cast, case)) == ["take"]
    assert kept(in_use(cast))[0] == "https://ashmead.uk.arbor.sc"
    late = raised(cast, "arbor_endpoint", arbor_url="https://ashmead.uk.arbor.sc")
    SchoolMis.objects.filter(pk=cast.school_mis.pk).update(product="sims")
    assert "another MIS by now" in plans_of(late)[NOW].why_not


# --- Keys ------------------------------------------------------------------------------------


def test_keys_for_bromcom_are_seen_by_the_school_alone_and_once(cast: Cast) -> None:
    without_mis(cast)
    case = do(cast, raised(cast, "bromcom_keys"))
    assert deeds(case) == ["offer", "start", "keys"]
    with pytest.raises(PermissionDenied):
        handover.collect(case, by=cast.desk)
    with pytest.raises(PermissionDenied):
        handover.collect(case, by=cast.la_user)
    keys = handover.collect(case, by=cast.nominated_contact)
    live = LicenceKey.objects.get(school=cast.school, revoked_at__isnull=True)
    assert live.digest == digest_of(keys.licence_key)
    _, reference, secrets = kept(in_use(cast))
    assert (reference, secrets) == (keys.supplier_id, {"supplier_password": keys.supplier_password})
    assert "Looked at the keys" in said_to_school(case)[-1].text
    assert AuditEvent.objects.filter(action="case.keys_shown").count() == 1
    with pytest.raises(ActionRefused, match="no keys to look at"):
        handover.collect(case, by=cast.nominated_contact)


def test_keys_that_were_replaced_are_not_shown(cast: Cast) -> None:
    without_mis(cast)
    case = do(cast, raised(cast, "bromcom_keys"))
    new = do(cast, raised(cast, "bromcom_keys"))
    assert deeds(new) == ["keys"]
    with pytest.raises(ActionRefused, match="no keys to look at"):
        handover.collect(case, by=cast.head)
    assert handover.collect(new, by=cast.head).licence_key
    Case.objects.filter(pk=new.pk).update(handover="gAAAA")
    with pytest.raises(ActionRefused, match="no keys to look at"):
        handover.collect(new, by=cast.head)


def test_keys_that_nobody_fetches_are_dropped(cast: Cast) -> None:
    without_mis(cast)
    case = do(cast, raised(cast, "bromcom_keys"))
    assert handover.purge_handovers() == 0
    case.refresh_from_db()
    assert case.handed_at is not None
    Case.objects.update(handed_at=case.handed_at - handover.KEPT_FOR * 2)
    assert handover.purge_handovers() == 1
    assert handover.purge_handovers() == 0


def test_a_school_changes_to_bromcom_with_its_keys(cast: Cast) -> None:
    assert deeds(do(cast, raised(cast, "bromcom_keys"))) == ["offer", "change", "keys"]
    assert in_use(cast).product == "bromcom"


# --- The rest --------------------------------------------------------------------------------


def test_a_field_is_opted_out(cast: Cast) -> None:
    case = raised(cast, "opt_out_field", field="students.email")
    assert plans_of(case)[NOW].will[0].startswith("E-mail address of Students is opted out")
    do(cast, case)
    opted_out = FieldOptOut.objects.get()
    assert (opted_out.sub_report, opted_out.field) == ("students", "email")
    assert opted_out.reason == f"Case {case.pk}: Opt a field out"
    late = CaseFactory(school=cast.school, kind="opt_out", subject="x", details={"field": "a.b"})
    without_mis(cast)
    assert "no field to opt out" in plans_of(late)[NOW].why_not


def test_a_school_is_processed_now(cast: Cast) -> None:
    case = raised(cast, "process_now")
    do(cast, case)
    run = ProcessingRun.objects.get()
    assert (run.cause, run.requested_by, run.reason) == (
        *("force", cast.desk),
        f"Case {case.pk}: Process now",
    )
    assert CaseDeed.objects.get().subject == f"run:{run.pk}"
    with pytest.raises(ActionRefused, match="being processed already"):
        do(cast, raised(cast, "process_now"))


def test_a_school_that_can_send_nothing_is_not_processed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = raised(cast, "process_now")
    declare(monkeypatch, "sims", parser=None)
    assert "nothing to process" in plans_of(case)[NOW].why_not
    without_mis(cast)
    assert "nothing to process" in plans_of(case)[NOW].why_not


def test_an_mis_that_the_desk_switches_is_switched(cast: Cast) -> None:
    case = raised(cast, "change_mis", mis="bromcom", when="At once")
    assert deeds(do(cast, case)) == ["offer", "change"]
    assert in_use(cast).product == "bromcom"
    done = CaseFactory(
        school=cast.school, kind="change_mis", subject="x", details={"mis": "bromcom"}
    )
    assert "uses this MIS already" in plans_of(done)[NOW].why_not


def test_a_first_mis_is_started(cast: Cast) -> None:
    without_mis(cast)
    connecting.offer_mis(cast.school, product="bromcom", by=cast.desk)
    case = raised(cast, "change_mis", mis="bromcom", when="At once")
    assert deeds(do(cast, case)) == ["start"]


def test_anything_else_is_done_by_people(cast: Cast) -> None:
    case = raised(cast, "other", about="A question")
    assert plans_of(case) == {}
    with pytest.raises(ActionRefused, match="not carried out by a click"):
        carrying_out.carry_out(case, by=cast.desk, expected="")


def test_only_what_was_asked_about_is_done(cast: Cast) -> None:
    case = raised(cast, "iris_connection", **IRIS)
    expected = plans_of(case)[NOW].signature
    without_mis(cast)
    with pytest.raises(ActionRefused, match="something has changed"):
        carrying_out.carry_out(case, by=cast.desk, expected=expected)
    doing = carrying_out._Doing(case, cast.school, cast.desk)
    with pytest.raises(ActionRefused, match="something has changed"):
        _ = doing.in_use
    do(cast, case)
    with pytest.raises(ActionRefused, match="is resolved"):
        carrying_out.carry_out(case, by=cast.desk, expected="")


@pytest.mark.parametrize("who", ["head", "nominated_contact", "la_user", "outsider"])
def test_only_the_desk_may(cast: Cast, who: str) -> None:
    case = raised(cast, "process_now")
    with pytest.raises(PermissionDenied):
        carrying_out.carry_out(case, by=cast.everybody()[who], expected="force")


def test_every_deed_has_words_and_hands() -> None:
    assert set(DEEDS) == set(Deed) == set(carrying_out._HANDS)
