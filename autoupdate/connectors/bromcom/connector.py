"""The declaration of Bromcom. Its receiving end and parser are still to come."""

from __future__ import annotations

from autoupdate.connectors.base import Connector, Delivery, ReportCode, SetupStep
from autoupdate.connectors.bromcom import fields as captions
from autoupdate.connectors.declare import attendance_report, contacts_report, person_report

BROMCOM = Connector(
    code="bromcom",
    label="Bromcom",
    delivery=Delivery.PUSH,
    delivery_text="Bromcom sends by itself, with the school's licence key, supplier ID and "
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
            text="The service desk makes Bromcom visible and gives out the licence key, supplier "
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
    ),
    reports=(
        person_report(ReportCode.STAFF, captions.STAFF),
        person_report(ReportCode.STUDENTS, captions.STUDENTS),
        person_report(ReportCode.STAFF_FUTURE, captions.STAFF),
        person_report(ReportCode.STUDENTS_FUTURE, captions.STUDENTS),
        contacts_report(captions.CONTACTS),
        attendance_report(captions.ATTENDANCE),
    ),
    redact_keys=frozenset({"licence_key", "supplier_id", "supplier_password"}),
    leaving_hint="Remove the keys in Bromcom under Config > Setup > Atomwide Integration Settings.",
)
