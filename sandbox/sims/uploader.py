"""The command line of the pretend AutoUpdate software.

``python -m sandbox.sims.uploader --url … --key … --school-seed …`` extracts, filters and uploads;
``--extract-only FOLDER`` stops before the upload. Ends with 0 when all went well, 1 when the
portal rejected something, 2 when it could not be reached or refused the key.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sandbox.demo import DEMO_SCHOOLS, school_on
from sandbox.people import PretendSchool
from sandbox.schools import evolve, make_school
from sandbox.sims.agent import Agent, AgentError
from sandbox.sims.faults import FAULTS
from sandbox.sims.reporter import SUB_REPORTS
from sandbox.sims.software import (
    Extraction,
    Light,
    describe,
    extract_and_filter,
    extract_to_folder,
    show_reports,
    upload_all,
)
from sandbox.sims.writing import FORMATS

_COLOURS = {"red": "31", "yellow": "33", "green": "32", "grey": "37"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the software once; returns the exit code."""
    options = _parser().parse_args(arguments)
    agent = Agent(options.url, licence_key=options.key, timeout_s=options.timeout)
    try:
        return _run(agent, options)
    except AgentError as error:
        say("red", str(error))
        return 2


def say(light: Light, text: str) -> None:
    """One line with its indicator, coloured when somebody is watching."""
    mark = f"\x1b[{_COLOURS[light]}m●\x1b[0m" if sys.stdout.isatty() else f"[{light}]"
    sys.stdout.write(f"{mark} {text}\n")
    sys.stdout.flush()


def _run(agent: Agent, options: argparse.Namespace) -> int:
    agent.test_connection()
    say("green", f"{options.url} answers.")
    extracted_at = options.extracted_at or datetime.now().astimezone()
    if options.file:
        return _send_file(agent, options, extracted_at)
    configuration = agent.configuration()
    show_reports(configuration, say=say)
    school = _school(options)
    extraction = Extraction(
        form=FORMATS[options.format],
        dialect=options.dialect,
        fault=FAULTS[options.fault],
        sub_reports=tuple(options.sub_report or ()),
    )
    if options.extract_only:
        extract_to_folder(school, configuration, options.extract_only, extraction, say=say)
        return 0
    exports = extract_and_filter(school, configuration, extraction)
    states = upload_all(agent, exports, extracted_at=extracted_at, wait_s=options.wait, say=say)
    if not states:
        say("yellow", "Nothing was sent: no report that this SIMS can extract is accepted.")
    return 1 if any(state.state == "rejected" for state in states) else 0


def _send_file(agent: Agent, options: argparse.Namespace, extracted_at: datetime) -> int:
    """Send a file as it stands, unfiltered: for trying what the portal makes of it."""
    if not options.sub_report:
        raise AgentError("Say with --sub-report what the file is.")
    state = agent.upload(
        options.sub_report[0],
        options.file.read_bytes(),
        extracted_at=extracted_at,
        content_type="text/csv" if options.file.suffix == ".csv" else "application/xml",
    )
    state = agent.wait_until_settled(state, wait_s=options.wait)
    say("red" if state.state == "rejected" else "green", describe(state))
    return 1 if state.state == "rejected" else 0


def _school(options: argparse.Namespace) -> PretendSchool:
    today: date = options.today or date.today()  # noqa: DTZ011 — the school's own calendar
    if options.demo:
        return school_on(options.demo, options.evening, today=today)
    first_day = today - timedelta(days=options.evening - 1)
    school = make_school(
        options.school_seed,
        phase=options.phase,
        num_people=options.people,
        la=options.la,
        establishment=options.establishment,
        today=first_day,
    )
    for number in range(1, options.evening):
        school = evolve(school, seed=number, today=first_day + timedelta(days=number))
    return school


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    add = parser.add_argument
    add("--url", required=True, help="the portal's address, such as http://127.0.0.1:8000")
    add("--key", required=True, help="the school's licence key")
    add("--demo", choices=sorted(DEMO_SCHOOLS), help="a school of the demonstration")
    add("--school-seed", type=int, default=1, help="the seed of any other pretend school")
    add("--phase", choices=("primary", "secondary"), default="primary")
    add("--people", type=int, default=240, help="pupils and staff together")
    add("--la", default="990")
    add("--establishment", default="2001")
    add("--today", type=date.fromisoformat, help="the day of the export, YYYY-MM-DD")
    add("--evening", type=int, default=1, help="1 is the first; the school changes every evening")
    add("--extracted-at", type=_moment, help="ISO 8601 with a time zone; now unless given")
    add("--format", choices=sorted(FORMATS), default="xml")
    add("--dialect", choices=("documented", "public"), default="documented")
    add("--fault", choices=sorted(FAULTS), default="none")
    add("--sub-report", action="append", choices=SUB_REPORTS, help="only this one; repeatable")
    add("--file", type=Path, help="send this file as it is, as --sub-report")
    add("--extract-only", type=Path, metavar="FOLDER", help="Extract and Filter only")
    add("--wait", type=float, default=60.0, help="seconds to wait for the checks")
    add("--timeout", type=float, default=60.0, help="seconds to wait for an answer")
    return parser


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("The time needs a zone, such as +00:00.")
    return moment


if __name__ == "__main__":
    sys.exit(main())
