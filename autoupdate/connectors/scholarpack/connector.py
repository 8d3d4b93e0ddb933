"""The declaration of ScholarPack."""

from __future__ import annotations

from autoupdate.connectors.base import Connector, Delivery, ReportCode, SetupStep
from autoupdate.connectors.declare import (
    REVIEW,
    attendance_report,
    contacts_report,
    groups_report,
    person_report,
)
from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.scholarpack import fields as captions
from autoupdate.connectors.scholarpack.approval import ScholarPackApproval
from autoupdate.connectors.scholarpack.problems import PROBLEMS
from autoupdate.connectors.scholarpack.puller import ScholarPackPuller

_NOTES = {
    "date_of_birth": "Nobody gets an account without one: it must be entered and shared.",
    "legal_surname": "Where ScholarPack has no legal surname, Surname is the legal one.",
    "reg_group": "ScholarPack’s class is the form group.",
    "priority": "SOS Priority, or else Contact Order.",
    "marked_on": "Today’s marks; on a weekend Friday’s.",
}

SCHOLARPACK = Connector(
    code="scholarpack",
    label="ScholarPack",
    delivery=Delivery.PULL,
    delivery_text="Fetched from ScholarPack, once the school has confirmed it.",
    cadence="Daily; with Force run at once, which takes about 15 minutes",
    silent_after_days=3,
    has_force_run=True,
    setup_steps=(
        SetupStep(code="choose_mis", text="Choose ScholarPack as the school’s MIS on this page."),
        SetupStep(
            code="accept",
            text="The Headteacher or Head Proxy chooses the reports and saves.",
        ),
        SetupStep(
            code="authorise",
            text="Follow the link to ScholarPack, sign in there as somebody with Admin and System "
            "Admin, check the details, and press Confirm.",
        ),
        SetupStep(
            code="birth_dates",
            text="See that every pupil in ScholarPack has a date of birth: nobody gets an account "
            "without one.",
        ),
        SetupStep(code="run", text="Press Force run, or wait for the night."),
        SetupStep(
            code="results",
            text="The morning after, look at User Accounts > Whole School Bulk Results.",
        ),
        REVIEW,
    ),
    reports=(
        person_report(ReportCode.STAFF, captions.STAFF, notes=_NOTES),
        person_report(ReportCode.STUDENTS, captions.STUDENTS, notes=_NOTES),
        contacts_report(captions.CONTACTS, notes=_NOTES),
        groups_report(captions.GROUPS),
        attendance_report(captions.ATTENDANCE, notes=_NOTES),
    ),
    redact_keys=frozenset({"client_secret", "access_token", "refresh_token", "Authorization"}),
    leaving_hint="Withdraw the approval in ScholarPack.",
    problem_texts=PROBLEMS,
    parser=parse_rows_file,
    partner="scholarpack",
    approval=ScholarPackApproval(),
    puller=ScholarPackPuller,
)
