"""The pretend software extracts, filters and uploads, and says how it went."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.sims.agent import UploadState
from sandbox.sims.software import describe
from sandbox.sims.uploader import main
from tests.unit.sandbox.stub_portal import KEY, StubPortal, configuration, running


@pytest.fixture
def portal() -> Iterator[StubPortal]:
    settings = configuration(accepted=("students", "staff"), not_uploaded=("House",))
    with running(StubPortal(configuration=settings)) as running_portal:
        yield running_portal


def run(portal: StubPortal, *more: str) -> int:
    return main(["--url", portal.url, "--key", KEY, "--people", "30", *more])


def test_accepted_reports_go_up_without_what_is_not_uploaded(
    portal: StubPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(portal) == 0
    assert set(portal.received) == {"students", "staff"}
    assert b"<Legal_x0020_Surname>" in portal.received["students"]
    assert b"<House>" not in portal.received["students"]
    assert b"<UPN>" not in portal.received["students"]  # not in the configuration at all
    said = capsys.readouterr().out
    assert "[green] students: ready · 1,234 rows · 2 problems" in said
    assert "Nonsense: ► available, not accepted" in said


def test_one_sub_report_can_be_chosen_with_its_format_and_dialect(portal: StubPortal) -> None:
    code = run(
        portal,
        *("--today", "2026-11-20"),
        *("--sub-report", "students", "--format", "csv-utf8", "--dialect", "public"),
        *("--extracted-at", "2026-11-20T18:00:00+00:00", "--evening", "3"),
    )
    assert code == 0
    assert portal.received["students"].startswith(b"ID,Legal Surname\r\n")
    assert set(portal.received) == {"students"}
    assert portal.queries[0]["extracted_at"] == ["2026-11-20T18:00:00+00:00"]


def test_a_school_of_the_demonstration_can_be_chosen(portal: StubPortal) -> None:
    assert run(portal, "--demo", "oakfield", "--sub-report", "students") == 0
    assert b">Ashdown<" in portal.received["students"]


def test_extract_and_filter_only_sends_nothing(portal: StubPortal, tmp_path: Path) -> None:
    assert run(portal, "--extract-only", str(tmp_path / "out")) == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "staff.xml",
        "students.xml",
    ]
    assert not portal.received


def test_a_rejected_upload_is_a_failure(
    portal: StubPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.final_state = "rejected"
    assert run(portal, "--fault", "truncated") == 1
    assert "[red] students: rejected" in capsys.readouterr().out


def test_a_refusal_at_the_door_rejects_only_that_sub_report(
    portal: StubPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.dumps({"message": "The file is cut off."}).encode()
    # The connection is tested, the configuration read, then the first upload is refused.
    portal.refusals = [
        (200, b"", {}),
        (200, json.dumps(portal.configuration).encode(), {}),
        (422, answer, {}),
    ]
    assert run(portal) == 1
    said = capsys.readouterr().out
    assert "students: rejected · The file is cut off." in said
    assert "staff: ready" in said


def test_a_refused_key_ends_it(portal: StubPortal, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", portal.url, "--key", "wrong"]) == 2
    assert "[red] The licence key is not known." in capsys.readouterr().out


def test_a_key_revoked_between_uploads_ends_it(portal: StubPortal) -> None:
    portal.refusals = [
        (200, b"", {}),
        (200, json.dumps(portal.configuration).encode(), {}),
        (401, b"", {}),
    ]
    assert run(portal) == 2


def test_nothing_accepted_is_nothing_sent(
    portal: StubPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.configuration = configuration(accepted=("nonsense",))
    assert run(portal) == 0
    assert "Nothing was sent" in capsys.readouterr().out


def test_a_file_goes_up_as_it_stands(portal: StubPortal, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(b"anything")
    assert run(portal, "--file", str(path), "--sub-report", "staff") == 0
    assert portal.received == {"staff": b"anything"}
    portal.final_state = "rejected"
    assert run(portal, "--file", str(path), "--sub-report", "staff") == 1
    assert run(portal, "--file", str(path)) == 2


def test_a_time_without_a_zone_is_refused(portal: StubPortal) -> None:
    with pytest.raises(SystemExit):
        run(portal, "--extracted-at", "2026-11-20T18:00:00")


def test_somebody_watching_sees_colours(
    portal: StubPortal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    run(portal, "--sub-report", "staff")
    assert "\x1b[32m●\x1b[0m staff: ready" in capsys.readouterr().out


def test_a_state_is_one_line() -> None:
    state = UploadState("1", "rejected", "staff", "The file has no rows.", 0, 0, "")
    assert describe(state) == "staff: rejected · The file has no rows."
