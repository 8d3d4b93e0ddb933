"""What the vendors remember over a restart, and the program that serves them."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.demo import DEMO_SCHOOLS
from sandbox.people import PretendSchool
from sandbox.vendors import __main__ as program
from sandbox.vendors import serving
from sandbox.vendors.core.schools import MadeSchool
from sandbox.vendors.running import VendorServer
from tests.unit.sandbox.vendors.arbor import ArborSchool
from tests.unit.sandbox.vendors.client import ask
from tests.unit.sandbox.vendors.scholarpack import ScholarPackSchool

OAK = MadeSchool(seed=5, phase="primary", num_people=120, establishment="2009")


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    with VendorServer({"oak": OAK}, file=file) as vendors:
        scholarpack = ScholarPackSchool(vendors)
        arbor = ArborSchool(vendors)
        vendors.pass_days(2)
        vendors.fault("server_error", "scholarpack", "groups")
        scholarpack.refresh()
        before, people = arbor.rows("Student", "id"), vendors.school("oak")
        port = vendors.world.drawer("arbor")
        assert port["approvals"]["oak"]
        vendors.world.save()
    with VendorServer({"oak": OAK}, file=file) as vendors:
        scholarpack._vendors = vendors
        arbor.endpoint = f"{vendors.url('arbor')}/at/oak"
        assert vendors.school("oak") == people
        assert arbor.rows("Student", "id") == before
        assert scholarpack.get("staff").status == 200
        assert scholarpack.get("groups").status == 500


def test_a_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"version": 0}))
    with VendorServer({"oak": OAK}, file=file) as vendors:
        assert vendors.school("oak").num_people == 120


def test_a_school_that_was_given_cannot_be_kept(tmp_path: Path, primary: PretendSchool) -> None:
    with pytest.raises(TypeError, match="cannot be kept"):
        VendorServer({"oak": primary}, file=tmp_path / "state.json")


def test_a_school_can_be_replaced(vendors: VendorServer, secondary: PretendSchool) -> None:
    school = ArborSchool(vendors)
    before = len(school.rows("Student", "id"))
    vendors.put("oak", secondary)
    assert len(school.rows("Student", "id")) > before


def test_the_program_serves_every_school_of_the_demonstration(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "sandbox.vendors", "--port", "0", "--state"]
    running = subprocess.Popen(
        [*words, str(tmp_path / "state" / "vendors.json")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        address = running.stdout.readline().split()[-1]
        schools = ask(f"{address}_control/state").json["schools"]
        assert schools.keys() == DEMO_SCHOOLS.keys()
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0


def test_a_port_that_cannot_be_had_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(serving, "PretendServer", refuse)
    with pytest.raises(serving.CannotListenError, match="port 80: Permission denied"):
        serving.serve(port=80, say=print)


def test_a_port_in_use_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert program.main(["--port", str(port)]) == 2
    assert f"Port {port} is in use." in capsys.readouterr().err
