"""The declaration of SIMS, and of SIMS Connected, which differs in where the software goes."""

from __future__ import annotations

from dataclasses import replace

from autoupdate.connectors.base import Connector, Delivery, SetupStep
from autoupdate.connectors.declare import REVIEW
from autoupdate.connectors.sims.parser import parse
from autoupdate.connectors.sims.problems import PROBLEMS
from autoupdate.connectors.sims.reports import REPORTS


def _steps(install: str) -> tuple[SetupStep, ...]:
    return (
        SetupStep(
            code="accept",
            text="The Headteacher or Head Proxy accepts the reports on this page.",
        ),
        SetupStep(code="install", text=install),
        SetupStep(
            code="test",
            text="In the software, run a test with Extract, Filter and Upload.",
        ),
        SetupStep(code="see_upload", text="See the upload arrive in Upload History below."),
        SetupStep(
            code="schedule",
            text="In the software, schedule the export, best every evening before 10pm.",
        ),
        SetupStep(
            code="results",
            text="The morning after, look at User Accounts > Whole School Bulk Results and settle "
            "the people who require matching.",
        ),
        REVIEW,
    )


SIMS = Connector(
    code="sims",
    label="SIMS",
    delivery=Delivery.AGENT,
    delivery_text="The AutoUpdate software on the school’s server exports from SIMS and uploads, "
    "with the school’s licence key.",
    cadence="On the school’s own schedule, and on demand from the software",
    silent_after_days=7,
    setup_steps=_steps(
        "Install the AutoUpdate software on the server that has SIMS, and enter the licence key. "
        "Its SIMS user must be in the groups School Administrator and Third Party Reporting; "
        "with Personnel Officer as well, staff roles come too."
    ),
    reports=REPORTS,
    redact_keys=frozenset({"licence_key", "password", "/PASSWORD"}),
    by_hand="Open the AutoUpdate software where it is installed, and run Extract, Filter and "
    "Upload for the reports you need.",
    leaving_hint="Uninstall the AutoUpdate software from the school’s server, or its schedule "
    "keeps sending data from SIMS that is refused here.",
    problem_texts=PROBLEMS,
    parser=parse,
)

SIMS_CONNECTED = replace(
    SIMS,
    code="sims_connected",
    label="SIMS Connected",
    variant_of="sims",
    setup_steps=_steps(
        "Install the AutoUpdate software on the computer that has the VPN to SIMS Connected (not "
        "on the old SIMS server), and enter the licence key. Its SIMS user must be in the groups "
        "School Administrator and Third Party Reporting; with Personnel Officer as well, staff "
        "roles come too."
    ),
    leaving_hint="Uninstall the AutoUpdate software from the computer with the VPN, or its "
    "schedule keeps sending data from SIMS that is refused here.",
)
