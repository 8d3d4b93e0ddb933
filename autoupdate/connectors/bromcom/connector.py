"""The declaration of Bromcom, which sends to ``api/push``."""

from __future__ import annotations

from dataclasses import replace

from autoupdate.connectors.base import Connector, Delivery, Report, ReportCode, SetupStep
from autoupdate.connectors.bromcom import fields as captions
from autoupdate.connectors.bromcom.parser import parse
from autoupdate.connectors.bromcom.problems import PROBLEMS
from autoupdate.connectors.declare import REVIEW, attendance_report, contacts_report, person_report

_NOTES = {"enrolment": "Says who is a guest from another school. Without it guests come in too."}


def _counted(*reports: Report) -> tuple[Report, ...]:
    """The reports, each of whose files says at its end how many rows it has."""
    return tuple(
        replace(
            report,
            sub_reports=tuple(replace(each, ends_with_count=True) for each in report.sub_reports),
        )
        for report in reports
    )


def _staff(code: ReportCode) -> Report:
    return person_report(code, captions.STAFF, foreign_captions=captions.NOT_IN_STAFF)


def _students(code: ReportCode) -> Report:
    return person_report(
        code, captions.STUDENTS, notes=_NOTES, foreign_captions=captions.NOT_IN_STUDENTS
    )


BROMCOM = Connector(
    code="bromcom",
    label="Bromcom",
    delivery=Delivery.PUSH,
    delivery_text="Bromcom sends by itself, with the school’s licence key, supplier ID and "
    "supplier password.",
    cadence="Daily after 18:00; by hand inside Bromcom",
    silent_after_days=3,
    school_may_change_to=False,
    shown_in_history_as="Generic API",
    setup_steps=(
        SetupStep(
            code="ask_desk",
            text="Raise a case that asks for Bromcom.",
        ),
        SetupStep(
            code="keys",
            text="The Service Desk makes Bromcom visible and gives out the licence key, supplier "
            "ID and supplier password.",
            whose_turn="desk",
        ),
        SetupStep(
            code="accept",
            text="The Headteacher or Head Proxy accepts the reports on this page.",
        ),
        SetupStep(
            code="enter_keys",
            text="In Bromcom, enter the three under Config > Setup > Atomwide Integration "
            "Settings, and press Save. Not Save & Run: the schedule would never be made.",
        ),
        SetupStep(
            code="consent",
            text="In Bromcom, tick Data Processing Consent Granted, or students and contacts are "
            "left out.",
        ),
        SetupStep(code="see_upload", text="See the data arrive in Upload History below."),
        SetupStep(
            code="results",
            text="The morning after, look at User Accounts > Whole School Bulk Results.",
        ),
        REVIEW,
    ),
    reports=_counted(
        _staff(ReportCode.STAFF),
        _students(ReportCode.STUDENTS),
        _staff(ReportCode.STAFF_FUTURE),
        _students(ReportCode.STUDENTS_FUTURE),
        contacts_report(captions.CONTACTS, foreign_captions=captions.NOT_IN_CONTACTS),
        attendance_report(captions.ATTENDANCE),
    ),
    redact_keys=frozenset(
        {"licence_key", "supplier_id", "supplier_password", "X-Supplier-Id", "X-Supplier-Password"}
    ),
    by_hand="In Bromcom, if your user there may do it. Otherwise it is sent by itself, daily after "
    "18:00.",
    leaving_hint="Remove the keys in Bromcom under Config > Setup > Atomwide Integration Settings.",
    problem_texts=PROBLEMS,
    parser=parse,
    needs_offer=True,
)
