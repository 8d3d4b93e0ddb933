"""The docs page of all connectors is made from the declarations, and up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autoupdate.connectors import matrix

PAGE = Path(__file__).resolve().parents[3] / "docs" / "connectors" / "README.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == matrix.as_markdown(), (
        "Run: python -m autoupdate.connectors.matrix > docs/connectors/README.md"
    )


def test_both_forms_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert matrix.main([]) == 0
    assert capsys.readouterr().out == matrix.as_markdown()
    assert matrix.main(["--json"]) == 0
    found = {each["mis"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["pupil_asset"]["proxy_may_accept"] is False
    assert found["bromcom"]["reports"] == [
        "staff",
        "students",
        "staff_future",
        "students_future",
        "contacts",
        "attendance",
    ]
    assert found["sims"]["can_receive"] is True
