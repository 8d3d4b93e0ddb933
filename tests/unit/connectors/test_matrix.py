"""The docs page of all connectors is made from the declarations, and up to date."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from autoupdate.connectors import registry
from autoupdate.connectors.base import ReportCode

PAGE = Path(__file__).resolve().parents[3] / "docs" / "connectors" / "README.md"


KEYS = [
    "mis",
    "label",
    "reports",
    "delivery",
    "force_run",
    "school_can_change_to",
    "proxy_may_accept",
]


def printed(*options: str) -> str:
    out = StringIO()
    call_command("connector_matrix", *options, stdout=out)
    return out.getvalue()


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == printed("--page"), (
        "Run: manage.py connector_matrix --page > docs/connectors/README.md"
    )


def test_programs_get_the_facts_of_every_mis() -> None:
    listed = json.loads(printed("--json"))
    assert all(list(each) == KEYS for each in listed)
    assert [each["mis"] for each in listed] == [each.code for each in registry.all()]
    found = {each["mis"]: each for each in listed}
    assert found["pupil_asset"]["proxy_may_accept"] is False
    assert found["bromcom"] == {
        "mis": "bromcom",
        "label": "Bromcom",
        "reports": [
            "staff",
            "students",
            "staff_future",
            "students_future",
            "contacts",
            "attendance",
        ],
        "delivery": "push",
        "force_run": False,
        "school_can_change_to": False,
        "proxy_may_accept": True,
    }
    for each in listed:
        assert set(each["reports"]) <= {code.value for code in ReportCode}
        assert each["delivery"] in {"agent", "pull", "push"}


def test_people_get_columns() -> None:
    heading, *rows = printed().splitlines()
    assert len(rows) == len(registry.all())
    for name in ("MIS", "Attendance", "Arrives by", "When", "Force run", "Who accepts"):
        assert name in heading
    at = heading.index("Who accepts")
    assert {row[at:].split("  ")[0] for row in rows} == {"Head, Head Proxy", "Head"}
