"""The made-up people and figures of the style page."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=LONDON)


PEOPLE = [
    {
        "id": number,
        "name": name,
        "username": username,
        "year": f"Year {year}",
        "ended_on": date(2026, 9, 11),
        "state": state,
    }
    for number, (name, username, year, state) in enumerate(
        [
            ("Adeyemi, Tobi", "tadeyemi1.201", 11, "restorable"),
            ("Bennett, Charlotte", "cbennett4.201", 9, "restorable"),
            ("Castellanos-Wright, Maximilian", "mcastellanoswright1.201", 7, "held"),
            ("Łukaszewicz, Zofia", "zlukaszewicz1.201", 8, "restorable"),
            ("Nguyễn, Minh", "mnguyen12.201", 10, "restorable"),
            ("O’Neill, Saoirse", "soneill2.201", 11, "restorable"),
            ("Patel, Aarav", "apatel31.201", 7, "held"),
            ("Thornton, Amelia", "athornton1.201", 9, "restorable"),
        ]
    )
]

UPLOADS = [
    {
        "arrived_at": _at(12, 19, 42),
        "report": "Students",
        "num_rows": 912,
        "num_problems": 3,
        "sent_by": "AutoUpdate software",
        "state": "ready",
    },
    {
        "arrived_at": _at(12, 19, 41),
        "report": "Staff",
        "num_rows": 104,
        "num_problems": 0,
        "sent_by": "AutoUpdate software",
        "state": "ready",
    },
    {
        "arrived_at": _at(12, 16, 5),
        "report": "Students",
        "num_rows": 911,
        "num_problems": 3,
        "sent_by": "AutoUpdate software",
        "state": "superseded",
    },
    {
        "arrived_at": _at(11, 19, 40),
        "report": "Students",
        "num_rows": 911,
        "num_problems": 4,
        "sent_by": "AutoUpdate software",
        "state": "processed",
    },
    {
        "arrived_at": _at(11, 19, 39),
        "report": "Groups & Classes",
        "num_rows": 0,
        "num_problems": 1,
        "sent_by": "AutoUpdate software",
        "state": "rejected",
    },
]


CHARTS = [
    {
        "name": f"sample-{name}",
        "title": title,
        "total": total,
        "hint": hint,
        "tone": tone,
        "bars": [
            {"label": f"{day} September 2026", "value": value}
            for day, value in enumerate(values, 1)
        ],
    }
    for name, title, total, hint, tone, values in (
        ("created", "Created", "1,284 in all", "New accounts", "good", [912, 0, 4, 7, 310, 0, 51]),
        ("waiting", "Waiting", "3 now", "People to match", "warn", [14, 14, 9, 9, 6, 4, 3]),
        ("held", "Held", "0 now", "Removals held", "wait", [0] * 7),
    )
]

SAMPLE_ANSWER = """\
Tobi Adeyemi (pupil, ID 4711 in SIMS) has no USO account. There is no usable date of birth.

What to do: Enter the date of birth in SIMS."""

PERIODS = [
    {"label": "Last 30 nights", "url": "#nights", "is_current": True},
    {"label": "Last 365 nights", "url": "#year", "is_current": False},
]


def shell() -> dict[str, Any]:
    """Return what the frame of the page needs."""
    return {
        "environment": "Style page",
        "nav_items": [
            {"label": "Home", "url": "#home", "is_current": False},
            {
                "label": "User Accounts",
                "url": "#accounts",
                "is_current": True,
                "items": [
                    {"label": "AutoUpdate Settings", "url": "#settings", "is_current": True},
                    {"label": "Whole School Bulk Results", "url": "#results", "is_current": False},
                ],
            },
            {"label": "Schools", "url": "#schools", "is_current": False},
            {"label": "Service Desk", "url": "#desk", "is_current": False},
        ],
        "current_school": {
            "label": "Ashgrove Community School",
            "detail": "201/4017",
            "switch_url": "#switch",
        },
        "breadcrumbs": [
            {"label": "Home", "url": "#home"},
            {"label": "User Accounts", "url": "#accounts"},
        ],
        "footer_items": [
            {"label": "Help", "url": "#help"},
            {"label": "Accessibility", "url": "#access"},
        ],
    }


def components() -> dict[str, Any]:
    """Return one set of data for every component, and for the confirmation page."""
    return {
        "tiles": TILES,
        "rows": ROWS,
        "tasks": TASKS,
        "events": EVENTS,
        "compared": COMPARED,
        "lines": LINES,
        "charts": CHARTS,
        "periods": PERIODS,
        "sample_answer": SAMPLE_ANSWER,
        "actions": ACTIONS,
        "confirm_heading": "Withdraw the Students report?",
        "confirm_lead": "Ashgrove Community School",
        "consequences": [
            "From tonight nothing about students is taken from SIMS.",
            "The 912 students keep their accounts, but changes no longer reach them.",
            "You can accept the report again at any time.",
        ],
        "confirm_label": "Withdraw the report",
        "confirm_kind": "danger",
        "cancel_url": "#cancel",
    }


TILES = [
    {"value": 912, "label": "Students with accounts", "hint": "9 more than yesterday"},
    {"value": 14, "label": "Created last night", "tone": "good", "url": "#created"},
    {"value": 3, "label": "To match", "tone": "warn", "url": "#match", "hint": "Waiting for you"},
    {"value": 2, "label": "Removals held", "tone": "wait", "url": "#held"},
    {"value": 1, "label": "Without an account", "tone": "bad", "url": "#without"},
]

ROWS = [
    {
        "key": "MIS",
        "value": "SIMS",
        "hint": "In use since 1 September 2019",
        "action_label": "Change",
        "action_url": "#mis",
        "action_describe": "MIS",
    },
    {"key": "Last processed", "value": "12 September 2026 at 2:14am"},
    {"key": "AutoText", "value": "", "tag": "Not used", "tone": "neutral"},
    {
        "key": "Students report",
        "value": "by Margaret Oyelaran",
        "tag": "Accepted",
        "tone": "good",
        "action_label": "Withdraw",
        "action_url": "#withdraw",
    },
]

TASKS = [
    {
        "title": "Accept the reports",
        "status": "Done",
        "tone": "good",
        "hint": "Staff, Students, Contacts and Groups & Classes are accepted.",
    },
    {
        "title": "Install the AutoUpdate software",
        "status": "Done",
        "tone": "good",
        "url": "#key",
        "hint": "On the server that has SIMS, with the licence key.",
    },
    {
        "title": "Run a test",
        "status": "To do",
        "tone": "info",
        "url": "#test",
        "hint": "In the software: Extract, then Filter, then Upload.",
    },
    {
        "title": "Set the schedule",
        "status": "Waiting",
        "tone": "wait",
        "waiting_for": "the test to arrive",
    },
    {"title": "Review Non-MIS Accounts", "status": "Not yet", "tone": "neutral"},
]

EVENTS = [
    {
        "at": _at(12, 2, 14),
        "title": "Account restored",
        "by": "the night of 11 September",
        "tone": "good",
        "icon": "check",
        "text": "Amelia was in SIMS again, so she got her old account back.",
    },
    {
        "at": _at(4, 2, 9),
        "title": "Unallocated",
        "by": "the night of 3 September",
        "tone": "bad",
        "icon": "minus",
        "text": "No longer in the Students report of Ashgrove.",
    },
    {
        "at": _at(2, 11, 30),
        "title": "Matched by hand to the SIMS record",
        "tone": "info",
        "icon": "link",
        "by": "Priya Raman",
        "url": "#match",
    },
    {"at": _at(1, 2, 2), "title": "Account created"},
]

COMPARED: dict[str, Any] = {
    "caption": "Jon Hartley in SIMS, and the accounts that may be his",
    "record": {"heading": "Jon Hartley", "detail": "From SIMS"},
    "action_url": "#decide",
    "candidates": [
        {
            "heading": "jhartley1.201",
            "detail": "USO account",
            "url": "#account",
            "tag": "Unallocated",
            "tone": "warn",
            "action_label": "Match",
            "action_name": "candidate",
            "action_value": "1",
        },
        {
            "heading": "jhartley7.201",
            "detail": "USO account",
            "url": "#account",
            "tag": "Live",
            "tone": "good",
            "action_label": "Match",
            "action_name": "candidate",
            "action_value": "2",
        },
    ],
    "rows": [
        {
            "label": "Legal name",
            "value": "Jonathan Hartley",
            "cells": [
                {"value": "Jonathan Hartley", "verdict": "agrees"},
                {"value": "Joanna Hartley", "verdict": "differs"},
            ],
        },
        {
            "label": "Preferred name",
            "value": "Jon Hartley",
            "cells": [
                {"value": "Jonny Hartley", "verdict": "close", "note": "short for Jonathan"},
                {"value": "Jo Hartley", "verdict": "close", "note": "one letter"},
            ],
        },
        {
            "label": "Date of birth",
            "value": "3 April 2012",
            "cells": [
                {"value": "4 March 2012", "verdict": "close", "note": "day and month swapped"},
                {"value": "19 June 2009", "verdict": "differs"},
            ],
        },
        {
            "label": "UPN",
            "value": "B80•••••••001",
            "cells": [
                {"value": "", "verdict": "missing"},
                {"value": "J21•••••••417", "verdict": "differs"},
            ],
        },
        {
            "label": "Year",
            "value": "Year 9",
            "cells": [
                {"value": "Year 9", "verdict": "agrees"},
                {"value": "Year 12", "verdict": "differs"},
            ],
        },
        {
            "label": "School",
            "value": "Ashgrove Community School",
            "cells": [
                {
                    "value": "Oakfield Primary School",
                    "verdict": "close",
                    "note": "same local authority",
                },
                {"value": "Ashgrove Community School", "verdict": "agrees"},
            ],
        },
    ],
}

LINES = [
    {"at": _at(12, 2, 14), "level": "info", "text": "Run claimed by worker 1."},
    {"at": _at(12, 2, 14), "level": "info", "text": "Students: 912 rows read, 3 with problems."},
    {
        "at": _at(12, 2, 14),
        "level": "warning",
        "text": "Row 417: date of birth 31/02/2012 is not a real date: no account yet.",
    },
    {
        "at": _at(12, 2, 14),
        "level": "error",
        "text": "Groups & Classes: the file ended too early.",
    },
]

ACTIONS = [
    {"label": "Restore", "name": "action", "value": "restore"},
    {"label": "Keep unallocated", "name": "action", "value": "keep", "kind": "secondary"},
]
