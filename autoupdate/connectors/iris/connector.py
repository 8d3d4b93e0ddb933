"""The declaration of IRIS, for iSAMS and Ed:gen."""

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
from autoupdate.connectors.declare import REVIEW, person_report
from autoupdate.connectors.iris import fields as captions
from autoupdate.connectors.iris.address import fault_of
from autoupdate.connectors.iris.problems import PROBLEMS
from autoupdate.connectors.iris.puller import IrisPuller
from autoupdate.connectors.parsing.dispatch import parse_rows_file

IRIS = Connector(
    code="iris",
    label="IRIS (iSAMS and Ed:gen)",
    delivery=Delivery.PULL,
    delivery_text="Fetched from iSAMS or Ed:gen with the school’s client ID, client secret and "
    "MIS URL.",
    cadence="Daily; with Force run at once",
    silent_after_days=3,
    has_force_run=True,
    school_may_change_to=False,
    setup_steps=(
        SetupStep(
            code="ask_iris",
            text="Ask IRIS for “REST API for a Partner”, and receive the client ID and secret.",
            whose_turn="vendor",
        ),
        SetupStep(
            code="ask_desk",
            text="Raise a case with the client ID, the client secret and the MIS URL "
            "(https://[school].isams.cloud or https://[school].edgen.cloud).",
        ),
        SetupStep(
            code="configure",
            text="The Service Desk configures the connection.",
            whose_turn="desk",
        ),
        SetupStep(
            code="accept",
            text="The Headteacher or Head Proxy ticks the reports and saves.",
        ),
        SetupStep(code="run", text="Press Force run, or wait for the night."),
        SetupStep(
            code="results",
            text="The morning after, look at User Accounts > Whole School Bulk Results.",
        ),
        REVIEW,
    ),
    reports=(
        person_report(ReportCode.STAFF, captions.STAFF),
        person_report(ReportCode.STUDENTS, captions.STUDENTS),
    ),
    redact_keys=frozenset({"client_id", "client_secret", "access_token", "Authorization"}),
    leaving_hint="Have the client ID withdrawn in iSAMS or Ed:gen, under Control Panel > API "
    "Services Manager.",
    problem_texts=PROBLEMS,
    parser=parse_rows_file,
    needs_offer=True,
    partner="iris",
    puller=IrisPuller,
    credentials=(
        CredentialField(
            code="client_id",
            label="Client ID",
            entry=Entry.SECRET,
            hint="As IRIS gave it for “REST API for a Partner”.",
            check=fault_of_key,
        ),
        CredentialField(
            code="client_secret",
            label="Client secret",
            entry=Entry.SECRET,
            hint="Came with the client ID.",
            check=fault_of_key,
        ),
        CredentialField(
            code="endpoint",
            label="MIS URL",
            entry=Entry.ENDPOINT,
            hint="https://[school].isams.cloud or https://[school].edgen.cloud, and nothing after "
            "it.",
            check=fault_of,
        ),
    ),
)
