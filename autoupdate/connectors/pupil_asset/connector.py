"""The declaration of Pupil Asset."""

from __future__ import annotations

from autoupdate.connectors.base import (
    HEAD,
    Connector,
    CredentialField,
    Days,
    Delivery,
    Entry,
    ReportCode,
    SetupStep,
)
from autoupdate.connectors.credentials import fault_of_reference
from autoupdate.connectors.declare import REVIEW, contacts_report, person_report
from autoupdate.connectors.pupil_asset import fields as captions
from autoupdate.connectors.pupil_asset.parser import parse
from autoupdate.connectors.pupil_asset.problems import PROBLEMS
from autoupdate.connectors.pupil_asset.puller import PupilAssetPuller

PUPIL_ASSET = Connector(
    code="pupil_asset",
    label="Pupil Asset",
    delivery=Delivery.PULL,
    delivery_text="Fetched from Pupil Asset, after approval there, with the school reference "
    "number.",
    cadence="Every weekday evening",
    silent_after_days=4,
    accepting_roles=frozenset({HEAD}),  # the guide names the Headteacher alone
    setup_steps=(
        SetupStep(
            code="approve",
            text="In Pupil Asset, open Admin > Export > External API Integration and authorise "
            "AutoUpdate.",
        ),
        SetupStep(
            code="reference",
            text="Note the school reference number that Pupil Asset shows.",
        ),
        SetupStep(
            code="ask_desk",
            text="Raise a case with the school reference number.",
        ),
        SetupStep(
            code="visible",
            text="The Service Desk makes Pupil Asset visible.",
            whose_turn="desk",
        ),
        SetupStep(
            code="accept",
            text="The Headteacher accepts the reports. The Head Proxy cannot.",
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
    ),
    redact_keys=frozenset({"school_reference", "SchoolId", "Authorization"}),
    leaving_hint="Withdraw the authorisation in Pupil Asset.",
    problem_texts=PROBLEMS,
    parser=parse,
    needs_offer=True,
    partner="pupil_asset",
    puller=PupilAssetPuller,
    pulled_on=Days.WEEKDAYS,
    credentials=(
        CredentialField(
            code="reference",
            label="School reference number",
            entry=Entry.REFERENCE,
            hint="As Pupil Asset shows it under Admin > Export > External API Integration.",
            check=fault_of_reference,
        ),
    ),
)
