"""Plays the AutoUpdate software at a school: extract, filter by the configuration, upload.

Knows the pretend CommandReporter and the agent API; where the school and the time come from is
the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from sandbox.people import PretendSchool
from sandbox.sims.agent import Agent, AgentError, Configuration, SubReportSetting, UploadState
from sandbox.sims.columns import Dialect
from sandbox.sims.faults import NO_FAULT, Fault
from sandbox.sims.reporter import SUB_REPORTS, XML, export
from sandbox.sims.writing import ExportFormat

Light = Literal["red", "yellow", "green", "grey"]
Say = Callable[[Light, str], None]

#: The software's indicator for each state of an upload.
LIGHTS: Final[Mapping[str, Light]] = {
    "received": "yellow",
    "checking": "yellow",
    "ready": "green",
    "processed": "green",
    "superseded": "grey",
    "rejected": "red",
}

#: How it shows the state of a report, as the guides describe it.
REPORT_LIGHTS: Final[Mapping[str, tuple[Light, str]]] = {
    "accepted": ("grey", "■ accepted"),
    "available": ("yellow", "► available, not accepted"),
    "not_available": ("red", "✗ not available"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """How the software extracts. ``sub_reports`` empty means every accepted one."""

    form: ExportFormat = XML
    dialect: Dialect = "documented"
    fault: Fault = NO_FAULT
    sub_reports: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """One filtered export, ready to go."""

    sub_report: str
    data: bytes
    content_type: str


def accepted_sub_reports(
    configuration: Configuration, extraction: Extraction
) -> Iterator[SubReportSetting]:
    """The sub-reports that the school accepted and this SIMS can extract."""
    for report in configuration.reports:
        if report.state != "accepted":
            continue
        for setting in report.sub_reports:
            is_wanted = not extraction.sub_reports or setting.code in extraction.sub_reports
            if is_wanted and setting.code in SUB_REPORTS:
                yield setting


def extract_and_filter(
    school: PretendSchool, configuration: Configuration, extraction: Extraction
) -> Iterator[Export]:
    """The accepted sub-reports' exports without the fields that are not uploaded."""
    for setting in accepted_sub_reports(configuration, extraction):
        data = export(
            school,
            setting.code,
            form=extraction.form,
            dialect=extraction.dialect,
            only=setting.captions_uploaded,
            fault=extraction.fault,
        )
        yield Export(setting.code, data, extraction.form.content_type)


def extract_to_folder(
    school: PretendSchool,
    configuration: Configuration,
    folder: Path,
    extraction: Extraction,
    *,
    say: Say,
) -> list[Path]:
    """*Extract and Filter only*: write the files the software would send, and send nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for each in extract_and_filter(school, configuration, extraction):
        path = folder / f"{each.sub_report}{extraction.form.suffix}"
        path.write_bytes(each.data)
        say("green", f"{each.sub_report}: {len(each.data):,} bytes in {path}")
        written.append(path)
    return written


def upload_all(
    agent: Agent,
    exports: Iterator[Export],
    *,
    extracted_at: datetime,
    wait_s: float = 60.0,
    say: Say,
) -> list[UploadState]:
    """Send each export, then ask about each until its checks are over.

    An export that the portal refuses at the door counts as rejected, with its reason.
    """
    sent = [_upload(agent, each, extracted_at, say) for each in exports]
    settled = []
    for state in sent:
        final = agent.wait_until_settled(state, wait_s=wait_s) if state.id else state
        say(LIGHTS.get(final.state, "red"), describe(final))
        settled.append(final)
    return settled


def show_reports(configuration: Configuration, *, say: Say) -> None:
    """The school, its MIS and each report's state."""
    say("grey", f"{configuration.school} · {configuration.mis}")
    for report in configuration.reports:
        light, text = REPORT_LIGHTS.get(report.state, ("red", report.state))
        say(light, f"{report.label}: {text}")


def describe(state: UploadState) -> str:
    """One line about an upload: ``students: ready · 210 rows · 3 problems``."""
    parts = [f"{state.sub_report}: {state.state}"]
    if state.num_rows:
        parts.append(f"{state.num_rows:,} rows")
    if state.num_problems:
        parts.append(f"{state.num_problems:,} problems")
    if state.message:
        parts.append(state.message)
    return " · ".join(parts)


def _upload(agent: Agent, each: Export, extracted_at: datetime, say: Say) -> UploadState:
    try:
        state = agent.upload(
            each.sub_report,
            each.data,
            extracted_at=extracted_at,
            content_type=each.content_type,
        )
    except AgentError as error:
        if error.status in (0, 401, 403):
            raise
        return UploadState("", "rejected", each.sub_report, str(error), 0, 0, "")
    say("yellow", f"{each.sub_report}: sent, {len(each.data):,} bytes")
    return state
