"""The database's own rules on keys, consent, uploads, runs, outcomes, holds and school life."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    ApprovalRequestFactory,
    AttendanceMarkFactory,
    AuthorityNightFactory,
    CaseDeedFactory,
    CaseFactory,
    CaseMailFactory,
    CaseMessageFactory,
    ChangedAccountFactory,
    ContactFactory,
    FieldOptOutFactory,
    GroupFactory,
    GroupMembershipFactory,
    HeldRemovalFactory,
    HoldFactory,
    KeptAccountFactory,
    LicenceKeyFactory,
    MisChangeFactory,
    MisConnectionFactory,
    MisOfferFactory,
    NightFactory,
    NonMisKeepFactory,
    OutcomeFactory,
    PortalUserFactory,
    ProcessingRunFactory,
    PullFactory,
    ReportAcceptanceFactory,
    ReviewReminderFactory,
    SchoolFactory,
    SchoolMisFactory,
    SchoolNightFactory,
    StudentContactFactory,
    UploadFactory,
    UploadProblemFactory,
    WaitingCredentialsFactory,
    WaitingMailFactory,
    WaitingMailWishFactory,
)
from tests.integration.constraints import (
    Case,
    Cases,
    append_only_tables,
    assert_append_only,
    assert_holds,
    bad,
    rules_of,
    twice,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()
A_DAY = timedelta(days=1)
RUNNING = {"status": "running", "claimed_at": NOW}


def _two_runs_in_one_authority() -> None:
    first = ProcessingRunFactory(**RUNNING)
    neighbour = SchoolFactory(local_authority=first.local_authority)
    ProcessingRunFactory(school_mis=SchoolMisFactory(school=neighbour), **RUNNING)


def _by_somebody(factory: type, field: str) -> Case:
    return Case(lambda: factory(**{field: PortalUserFactory()}))


def _forced(**fields: object) -> Case:
    return Case(lambda: ProcessingRunFactory(forced=True, **fields))


def _two_changes_that_wait() -> None:
    first = MisChangeFactory()
    second = SchoolMisFactory(school=first.school, started_at=NOW, ended_at=NOW)
    MisChangeFactory(after=second, before=first.before)


def _two_changes_to_one_period() -> None:
    settled = {"state": "confirmed", "settled_at": NOW, "settled_by": PortalUserFactory()}
    first = MisChangeFactory(**settled)
    MisChangeFactory(after=first.after, before=first.before, **settled)


def _change_to_itself() -> None:
    school_mis = SchoolMisFactory()
    MisChangeFactory(after=school_mis, before=school_mis)


CASES: Cases = {
    "MisChange.after": Case(_two_changes_to_one_period),
    "change_one_waiting_per_school": Case(_two_changes_that_wait),
    "change_state_known": Case(
        lambda: MisChangeFactory(state="lost"), shadowed_by=("change_settled_by_somebody",)
    ),
    "change_between_two": Case(_change_to_itself),
    "change_settled_by_somebody": bad(MisChangeFactory, state="confirmed"),
    "changed_account_once": twice(ChangedAccountFactory, "change", "account"),
    "kept_account_once": twice(KeptAccountFactory, "change", "account"),
    "kept_account_for_a_reason": bad(KeptAccountFactory, reason=""),
    "non_mis_keep_one_live_per_account": twice(NonMisKeepFactory, "school", "account"),
    "non_mis_keep_for_a_reason": bad(NonMisKeepFactory, reason=""),
    "non_mis_keep_ended_by_with_ended_at": bad(NonMisKeepFactory, ended_at=NOW + A_DAY),
    "non_mis_keep_ends_after_start": Case(
        lambda: NonMisKeepFactory(ended_at=NOW - A_DAY, ended_by=PortalUserFactory())
    ),
    "review_reminder_once_per_occasion": twice(ReviewReminderFactory, "school"),
    "review_reminder_occasion_known": bad(ReviewReminderFactory, occasion="easter"),
    "review_reminder_sent_after_it_was_owed": bad(ReviewReminderFactory, sent_at=NOW - A_DAY),
    "LicenceKey.digest": twice(LicenceKeyFactory, "digest"),
    "licence_key_one_live_per_school": twice(LicenceKeyFactory, "school"),
    "licence_key_revoked_by_only_with_revoked_at": _by_somebody(LicenceKeyFactory, "revoked_by"),
    "licence_key_digest_is_sha256": bad(LicenceKeyFactory, digest="abc"),
    "acceptance_one_live_per_report": twice(ReportAcceptanceFactory, "school_mis"),
    "acceptance_withdrawn_by_only_with_withdrawn_at": _by_somebody(
        ReportAcceptanceFactory, "withdrawn_by"
    ),
    "acceptance_names_its_report": bad(ReportAcceptanceFactory, report=""),
    "opt_out_once": twice(FieldOptOutFactory, "school"),
    "opt_out_names_its_field": bad(FieldOptOutFactory, field=""),
    "school_night_once": twice(SchoolNightFactory, "school"),
    "authority_night_once": twice(AuthorityNightFactory, "local_authority"),
    "Night.night_on": twice(NightFactory, "night_on"),
    "run_one_live_per_school": twice(ProcessingRunFactory, "school_mis"),
    "run_one_running_per_la": Case(_two_runs_in_one_authority),
    "run_cause_known": bad(ProcessingRunFactory, cause="whim"),
    "run_status_known": Case(
        lambda: ProcessingRunFactory(status="stuck"), shadowed_by=("run_finished_when_over",)
    ),
    "run_failed_with_a_kind": bad(
        ProcessingRunFactory, status="failed", claimed_at=NOW, finished_at=NOW
    ),
    "run_forced_by_somebody_for_a_reason": _forced(reason=""),
    "run_finished_when_over": bad(ProcessingRunFactory, status="done", claimed_at=NOW),
    "run_running_was_claimed": bad(ProcessingRunFactory, status="running"),
    "outcome_once_per_run": twice(OutcomeFactory, "run", "mis_person"),
    "outcome_kind_known": bad(OutcomeFactory, kind="parent"),
    "outcome_has_a_code": bad(OutcomeFactory, code=""),
    "hold_one_open_per_kind": twice(HoldFactory, "school_mis", "run"),
    "hold_state_known": bad(HoldFactory, state="lost"),
    "hold_kind_known": bad(HoldFactory, kind="parent"),
    "hold_released_by_somebody": bad(HoldFactory, state="released"),
    "held_once_per_hold": twice(HeldRemovalFactory, "hold", "link"),
    "contact_once_per_mis": twice(ContactFactory, "school_mis", "mis_id"),
    "contact_has_mis_id": bad(ContactFactory, mis_id=""),
    "student_contact_once": twice(StudentContactFactory, "contact", "student"),
    "group_once_per_mis": twice(GroupFactory, "school_mis", "mis_id"),
    "group_kind_known": bad(GroupFactory, kind="choir"),
    "group_has_mis_id": bad(GroupFactory, mis_id=""),
    "group_member_once": twice(GroupMembershipFactory, "group", "mis_person"),
    "group_member_role_known": bad(GroupMembershipFactory, role="visitor"),
    "attendance_once_per_session": twice(AttendanceMarkFactory, "student"),
    "attendance_has_a_code": bad(AttendanceMarkFactory, code=""),
    "upload_state_known": bad(UploadFactory, state="lost"),
    "upload_delivery_known": bad(UploadFactory, delivery="fax"),
    "upload_sha256_shape": bad(UploadFactory, sha256="abc"),
    "upload_rejected_with_fault": bad(UploadFactory, state="rejected"),
    "upload_processed_by_a_run": bad(UploadFactory, state="processed"),
    "upload_same_extract_once": twice(UploadFactory, "school_mis", "sha256", extracted_at=NOW),
    "upload_problem_has_a_code": bad(UploadProblemFactory, code=""),
    "mis_offer_product_known": bad(MisOfferFactory, product="abacus"),
    "mis_offer_one_live_per_product": twice(MisOfferFactory, "school"),
    "mis_offer_withdrawn_by_only_with_withdrawn_at": _by_somebody(MisOfferFactory, "withdrawn_by"),
    "MisConnection.school_mis": twice(MisConnectionFactory, "school_mis"),
    "connection_entered_by_only_with_entered_at": _by_somebody(MisConnectionFactory, "entered_by"),
    "connection_approved_by_only_with_approved_at": bad(MisConnectionFactory, approved_at=None),
    "connection_trouble_has_its_time": bad(MisConnectionFactory, trouble="busy"),
    "ApprovalRequest.state_digest": twice(ApprovalRequestFactory, "state_digest"),
    "approval_state_is_sha256": bad(ApprovalRequestFactory, state_digest="abc"),
    "approval_expires_later": bad(ApprovalRequestFactory, expires_at=NOW - timedelta(days=1)),
    "pull_one_live_per_school": twice(PullFactory, "school_mis"),
    "pull_cause_known": Case(
        lambda: PullFactory(cause="whim"), shadowed_by=("pull_forced_by_somebody",)
    ),
    "pull_status_known": Case(
        lambda: PullFactory(status="stuck"), shadowed_by=("pull_finished_when_over",)
    ),
    "pull_failed_with_a_kind": bad(PullFactory, done=True, status="failed"),
    "pull_forced_by_somebody": bad(PullFactory, cause="force"),
    "pull_finished_when_over": bad(PullFactory, done=True, finished_at=None),
    "pull_running_was_claimed": bad(PullFactory, status="running"),
    "case_kind_known": bad(CaseFactory, kind="whim"),
    "case_state_known": bad(CaseFactory, state="lost"),
    "case_assigned_to_with_assigned_at": _by_somebody(CaseFactory, "assigned_to"),
    "case_resolved_by_with_resolved_at": Case(lambda: CaseFactory(resolved=True, resolved_by=None)),
    "case_names_its_subject": bad(CaseFactory, subject=""),
    "case_names_its_mis": bad(CaseFactory, product="iris"),
    "case_resolved_by_somebody": bad(CaseFactory, state="resolved"),
    "case_resolved_holds_no_secrets": bad(CaseFactory, resolved=True, sealed={"api_key": "gAAAA"}),
    "case_handover_has_its_time": bad(CaseFactory, handover="gAAAA"),
    "case_one_open_per_kind": twice(CaseFactory, "school", iris=True),
    "case_message_voice_known": bad(CaseMessageFactory, voice="rumour"),
    "case_message_says_something": bad(CaseMessageFactory, text=""),
    "case_deed_deed_known": bad(CaseDeedFactory, deed="magic"),
    "waiting_credentials_product_known": bad(WaitingCredentialsFactory, product="abacus"),
    "waiting_credentials_one_per_mis": twice(WaitingCredentialsFactory, "school", "case"),
    "waiting_credentials_ended_hold_no_secrets": bad(WaitingCredentialsFactory, ended_at=NOW),
    "case_mail_occasion_known": bad(CaseMailFactory, occasion="birthday"),
    "case_mail_sent_after_it_was_owed": bad(CaseMailFactory, sent_at=NOW - timedelta(days=1)),
    "waiting_mail_once_a_week": twice(WaitingMailFactory, "school", "reader"),
    "waiting_mail_week_begins_on_monday": bad(WaitingMailFactory, week_on=date(2026, 11, 24)),
    "waiting_mail_sent_after_it_was_owed": bad(WaitingMailFactory, sent_at=NOW - timedelta(days=1)),
    "waiting_mail_wish_once": twice(WaitingMailWishFactory, "school", "reader"),
}


@pytest.mark.parametrize("rule", CASES)
def test_the_database_holds(rule: str) -> None:
    assert_holds("autoupdate", rule, CASES[rule])


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == rules_of("autoupdate")


#: More ways to break the rules that are made of several parts.
MORE = [
    ("run_forced_by_somebody_for_a_reason", _forced(requested_by=None)),
    ("run_forced_by_somebody_for_a_reason", bad(ProcessingRunFactory, night=None)),
    ("run_failed_with_a_kind", bad(ProcessingRunFactory, failure="internal")),
    ("run_finished_when_over", bad(ProcessingRunFactory, finished_at=NOW)),
    ("run_forced_by_somebody_for_a_reason", _forced(cause="pull", requested_by=None)),
    ("run_forced_by_somebody_for_a_reason", bad(ProcessingRunFactory, cause="pull")),
    ("connection_trouble_has_its_time", bad(MisConnectionFactory, trouble_at=NOW)),
    ("pull_failed_with_a_kind", bad(PullFactory, failure="internal")),
    ("pull_forced_by_somebody", _by_somebody(PullFactory, "requested_by")),
    ("pull_finished_when_over", bad(PullFactory, finished_at=NOW)),
    ("pull_running_was_claimed", bad(PullFactory, running=True, alive_at=None)),
    ("opt_out_names_its_field", bad(FieldOptOutFactory, sub_report="")),
    ("change_settled_by_somebody", bad(MisChangeFactory, settled_at=NOW)),
    ("case_names_its_mis", bad(CaseFactory, kind="keys")),
    ("case_names_its_mis", bad(CaseFactory, iris=True, product="abacus")),
    ("case_resolved_by_somebody", bad(CaseFactory, resolved=True, state="with_desk")),
    ("case_assigned_to_with_assigned_at", bad(CaseFactory, assigned_at=NOW)),
    ("upload_rejected_with_fault", bad(UploadFactory, fault="empty")),
    (
        "upload_processed_by_a_run",
        Case(lambda: UploadFactory(processed_run=ProcessingRunFactory(done=True))),
    ),
]


@pytest.mark.parametrize(("rule", "case"), MORE)
def test_each_part_of_a_rule_holds(rule: str, case: Case) -> None:
    assert_holds("autoupdate", rule, case)


def test_what_is_over_makes_room() -> None:
    done = ProcessingRunFactory(done=True)
    ProcessingRunFactory(school_mis=done.school_mis)
    revoked = LicenceKeyFactory(revoked_at=NOW)
    LicenceKeyFactory(school=revoked.school)
    withdrawn = ReportAcceptanceFactory(withdrawn_at=NOW)
    ReportAcceptanceFactory(school_mis=withdrawn.school_mis)
    hidden = MisOfferFactory(withdrawn_at=NOW)
    MisOfferFactory(school=hidden.school)
    fetched = PullFactory(done=True)
    PullFactory(school_mis=fetched.school_mis)
    settled = CaseFactory(iris=True, resolved=True)
    CaseFactory(iris=True, school=settled.school)
    CaseFactory.create_batch(2, kind="opt_out", school=settled.school)
    ended = WaitingCredentialsFactory(ended_at=NOW, sealed={})
    WaitingCredentialsFactory(case=ended.case)
    replaced = HoldFactory(state="replaced")
    HoldFactory(run=replaced.run)


def test_the_same_bytes_without_a_time_may_come_twice() -> None:
    first = UploadFactory()
    UploadFactory(school_mis=first.school_mis, sha256=first.sha256)


def test_outcomes_only_grow() -> None:
    assert "autoupdate_outcome" in append_only_tables()
    assert_append_only(OutcomeFactory())


def test_what_was_said_and_done_for_a_case_only_grows() -> None:
    assert_append_only(CaseMessageFactory())
    assert_append_only(CaseDeedFactory())


def test_nothing_else_is_append_only() -> None:
    assert append_only_tables() == {
        "accounts_auditevent",
        "autoupdate_casedeed",
        "autoupdate_casemessage",
        "autoupdate_outcome",
        "matching_matchdecision",
    }
