"""The declaration of Arbor."""

from __future__ import annotations

from autoupdate.connectors.arbor import fields as captions
from autoupdate.connectors.arbor.address import fault_of
from autoupdate.connectors.arbor.approval import ArborApproval
from autoupdate.connectors.arbor.problems import PROBLEMS
from autoupdate.connectors.arbor.puller import ArborPuller
from autoupdate.connectors.base import (
    Connector,
    CredentialField,
    Delivery,
    Entry,
    ReportCode,
    SetupStep,
)
from autoupdate.connectors.declare import (
    REVIEW,
    attendance_report,
    contacts_report,
    groups_report,
    person_report,
)
from autoupdate.connectors.parsing.dispatch import parse_rows_file

_NOTES = {
    "upn": "The UPN of today: a permanent one before a temporary one. Former ones are not read.",
    "email": "Of several addresses the work or school one, else the one Arbor puts first.",
    "session": "AM or PM, by the hour at which the mark’s session begins.",
    "marked_on": "The last five school days are read each time.",
}

ARBOR = Connector(
    code="arbor",
    label="Arbor",
    delivery=Delivery.PULL,
    delivery_text="Fetched through Arbor’s API, once the school has approved it.",
    cadence="Daily; with Force run at once, which takes about 15 minutes",
    silent_after_days=3,
    has_force_run=True,
    setup_steps=(
        SetupStep(code="choose_mis", text="Choose Arbor as the school’s MIS on this page."),
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
        REVIEW,
    ),
    reports=(
        person_report(ReportCode.STAFF, captions.STAFF, notes=_NOTES),
        person_report(ReportCode.STUDENTS, captions.STUDENTS, notes=_NOTES),
        contacts_report(captions.CONTACTS),
        groups_report(captions.GROUPS),
        attendance_report(captions.ATTENDANCE, notes=_NOTES),
    ),
    redact_keys=frozenset({"username", "password", "Authorization"}),
    leaving_hint="Withdraw the approval in Arbor under System > Partner Apps (API Users).",
    problem_texts=PROBLEMS,
    parser=parse_rows_file,
    partner="arbor",
    approval=ArborApproval(),
    puller=ArborPuller,
    credentials=(
        CredentialField(
            code="endpoint",
            label="Endpoint URL",
            entry=Entry.ENDPOINT,
            hint="The address of the school’s own Arbor. The approval brings it; it is only "
            "entered where the approval came without.",
            check=fault_of,
        ),
    ),
)
