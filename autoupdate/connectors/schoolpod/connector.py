"""The declaration of SchoolPod, which Upload History calls BehaviourWatch."""

from __future__ import annotations

from autoupdate.connectors.base import (
    Connector,
    CredentialField,
    Delivery,
    Entry,
    ReportCode,
    SetupStep,
)
from autoupdate.connectors.credentials import fault_of_key
from autoupdate.connectors.declare import REVIEW, contacts_report, person_report
from autoupdate.connectors.parsing.dispatch import parse_rows_file
from autoupdate.connectors.schoolpod import fields as captions
from autoupdate.connectors.schoolpod.problems import PROBLEMS
from autoupdate.connectors.schoolpod.puller import API_KEY, SchoolPodPuller

SCHOOLPOD = Connector(
    code="schoolpod",
    label="SchoolPod",
    delivery=Delivery.PULL,
    delivery_text="Fetched from SchoolPod with an API key that the school makes there.",
    cadence="Every evening",
    silent_after_days=3,
    shown_in_history_as="BehaviourWatch",
    setup_steps=(
        SetupStep(code="choose_mis", text="Choose SchoolPod as the school’s MIS on this page."),
        SetupStep(
            code="enter_secret",
            text="In SchoolPod, open Settings > API keys, make a key that may read staff, students "
            "and guardians, and enter it on this page.",
        ),
        SetupStep(
            code="accept",
            text="The Headteacher or Head Proxy accepts the reports on this page.",
        ),
        SetupStep(
            code="results",
            text="After the next evening, look at User Accounts > Whole School Bulk Results.",
        ),
        REVIEW,
    ),
    reports=(
        person_report(ReportCode.STAFF, captions.STAFF),
        person_report(ReportCode.STUDENTS, captions.STUDENTS),
        contacts_report(captions.CONTACTS),
    ),
    redact_keys=frozenset({API_KEY, "X-Api-Key"}),
    leaving_hint="Withdraw the key in SchoolPod under Settings > API keys.",
    problem_texts=PROBLEMS,
    parser=parse_rows_file,
    partner="schoolpod",
    puller=SchoolPodPuller,
    credentials=(
        CredentialField(
            code=API_KEY,
            label="API key",
            entry=Entry.SECRET,
            hint="As SchoolPod showed it, once, under Settings > API keys.",
            entered_by="school",
            check=fault_of_key,
        ),
    ),
)
