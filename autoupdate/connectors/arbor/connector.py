"""The declaration of Arbor. Its delivery and parser are still to come."""

from __future__ import annotations

from autoupdate.connectors.arbor import fields as captions
from autoupdate.connectors.base import Connector, Delivery, ReportCode, SetupStep
from autoupdate.connectors.declare import (
    attendance_report,
    contacts_report,
    groups_report,
    person_report,
)

ARBOR = Connector(
    code="arbor",
    label="Arbor",
    delivery=Delivery.PULL,
    delivery_text="Fetched through Arbor's API, once the school has approved it.",
    cadence="Daily; with Force run at once, which takes about 15 minutes",
    silent_after_days=3,
    has_force_run=True,
    setup_steps=(
        SetupStep(code="choose_mis", text="Choose Arbor as the school's MIS on this page."),
        SetupStep(
            code="accept",
            text="The Headteacher or Head Proxy chooses the reports and saves.",
        ),
        SetupStep(
            code="authorise",
            text="Follow the link to Arbor, sign in there, and approve. Arbor leads back to a "
            "confirmation page. If MISSING ENDPOINT URL is shown afterwards, authorise again; if "
            "it stays, raise a case.",
        ),
        SetupStep(code="activate", text="Activate the reports on this page."),
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
    redact_keys=frozenset({"username", "password", "Authorization"}),
    leaving_hint="Withdraw the approval in Arbor under System > Partner Apps (API Users).",
)
