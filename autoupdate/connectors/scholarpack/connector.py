"""The declaration of ScholarPack. Its delivery and parser are still to come."""

from __future__ import annotations

from autoupdate.connectors.base import Connector, Delivery, ReportCode, SetupStep
from autoupdate.connectors.declare import (
    attendance_report,
    contacts_report,
    groups_report,
    person_report,
)
from autoupdate.connectors.scholarpack import fields as captions

SCHOLARPACK = Connector(
    code="scholarpack",
    label="ScholarPack",
    delivery=Delivery.PULL,
    delivery_text="Fetched from ScholarPack, once the school has confirmed it.",
    cadence="Daily; with Force run at once, which takes about 15 minutes",
    silent_after_days=3,
    has_force_run=True,
    setup_steps=(
        SetupStep(code="choose_mis", text="Choose ScholarPack as the school's MIS on this page."),
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
    ),
    reports=(
        person_report(ReportCode.STAFF, captions.STAFF),
        person_report(ReportCode.STUDENTS, captions.STUDENTS),
        contacts_report(captions.CONTACTS),
        groups_report(captions.GROUPS),
        attendance_report(captions.ATTENDANCE),
    ),
    redact_keys=frozenset({"client_secret", "access_token", "refresh_token", "Authorization"}),
    leaving_hint="Withdraw the approval in ScholarPack.",
)
