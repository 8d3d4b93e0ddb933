"""The declaration of RM Integris."""

from __future__ import annotations

from autoupdate.connectors.base import Connector, Days, Delivery, ReportCode, SetupStep
from autoupdate.connectors.declare import (
    REVIEW,
    attendance_report,
    contacts_report,
    groups_report,
    person_report,
)
from autoupdate.connectors.integris import fields as captions
from autoupdate.connectors.integris.parser import parse
from autoupdate.connectors.integris.problems import PROBLEMS
from autoupdate.connectors.integris.puller import IntegrisPuller

INTEGRIS = Connector(
    code="integris",
    label="Integris",
    delivery=Delivery.PULL,
    delivery_text="Handed over through Integris Datashare, once the school has granted access.",
    cadence="Every weekday evening",
    silent_after_days=4,
    setup_steps=(
        SetupStep(
            code="grant",
            text="In Integris, open Modules > System Management > Integris Datashare, choose "
            "AutoUpdate, and press Grant Access. Integris does not tell us: it shows at the next "
            "evening’s run.",
        ),
        SetupStep(code="choose_mis", text="Choose Integris as the school’s MIS on this page."),
        SetupStep(
            code="accept",
            text="The Headteacher or Head Proxy accepts the reports.",
        ),
        SetupStep(
            code="results",
            text="After the next weekday evening, look at User Accounts > Whole School Bulk "
            "Results.",
        ),
        REVIEW,
    ),
    reports=(
        person_report(ReportCode.STAFF, captions.STAFF),
        person_report(ReportCode.STUDENTS, captions.STUDENTS),
        contacts_report(captions.CONTACTS),
        groups_report(captions.GROUPS),
        attendance_report(captions.ATTENDANCE),
    ),
    redact_keys=frozenset({"X-Partner-Key"}),
    leaving_hint="Withdraw the access in Integris Datashare.",
    problem_texts=PROBLEMS,
    parser=parse,
    partner="integris",
    puller=IntegrisPuller,
    pulled_on=Days.WEEKDAYS,
)
