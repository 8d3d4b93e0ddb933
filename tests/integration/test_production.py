"""Production's start, outside Docker: the composed commands and settings on real servers."""

import json
import re
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet

from tests import migrated
from tests.integration.test_demo import port as port  # noqa: PLC0414  a fixture
from tests.integration.test_embedded import USER
from tests.processes import PATIENCE, ROOT, data_folder, ended_when_late, start, told_by, wait_for
from uso_portal import env, services
from uso_portal.embedded.join import Addresses
from uso_portal.safety import EXIT_CODE

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
OURS = ("migrate", "web", "worker", "fetcher", "beat")
HOST = "portal.example.org"
GIVEN = {
    "SECRET_KEY": "s" * 60,
    "UPLOAD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "ALLOWED_HOSTS": HOST,
    "POSTGRES_PASSWORD": "unused",
}


# Beat itself, with all that it does every so often due every second.
QUICK_BEAT = """
import sys
from uso_portal.celery import app
from uso_portal.celery_settings import SWEEPS_EVERY
for entry in app.conf.beat_schedule.values():
    if entry["schedule"] == SWEEPS_EVERY:
        entry["schedule"] = 1
app.start(sys.argv[4:])
"""


def composed(name: str) -> dict[str, str]:
    """A service's environment as compose would hand it over."""

    def fill(match: re.Match[str]) -> str:
        return GIVEN.get(match["name"], match["default"] or "")

    pattern = re.compile(r"\$\{(?P<name>\w+)(?::\?[^}]*|:-(?P<default>[^}]*))?\}")
    given = COMPOSE["services"][name]["environment"]
    return {key: pattern.sub(fill, str(value)) for key, value in given.items()}


def test_the_servers_are_the_versions_we_promise_and_keep_their_data_where_they_look() -> None:
    database = COMPOSE["services"]["db"]
    assert database["image"] == "postgres:18"
    assert database["volumes"] == ["database:/var/lib/postgresql"]
    assert COMPOSE["services"]["redis"]["image"] == "redis:8"
    assert set(COMPOSE["volumes"]) == {"data", "database"}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_it_sets_is_one_the_portal_reads(name: str) -> None:
    assert set(composed(name)) <= env.known_names()


def test_the_commands_are_the_ones_the_supervisor_runs() -> None:
    expected = {
        "web": services.web(port=8000, num_workers=2, host="0.0.0.0"),
        "worker": services.worker(num_workers=2),
        "fetcher": services.fetcher(num_workers=4),
        "beat": services.beat(schedule=Path("/var/lib/uso/beat-schedule")),
        "migrate": ["python", "manage.py", "migrate", "--noinput"],
    }
    assert {name: COMPOSE["services"][name]["command"] for name in OURS} == expected
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, flags=re.MULTILINE)
    assert json.loads(command) == expected["web"]


def test_the_image_copies_only_what_exists_and_runs_as_nobody_special() -> None:
    for words in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, flags=re.MULTILINE):
        for name in words.split()[:-1]:
            assert (ROOT / name).exists(), name
    assert "USER uso" in DOCKERFILE
    assert "embedded" not in re.sub(r"#.*", "", DOCKERFILE)
    assert "requirements.lock" in DOCKERFILE


@pytest.fixture(scope="module")
def servers(django_db_setup: None) -> Iterator[tuple[Path, Addresses]]:
    """Stand-ins for the composed database and Redis."""
    with data_folder() as folder:
        migrated.lay_into(folder)
        holder = start("-c", USER, str(folder), "stay", data_dir=folder)
        assert holder.stdout is not None
        with ended_when_late(holder.kill):
            holder.stdout.readline()
        state = json.loads((folder / "embedded" / "state.json").read_text())
        yield folder, Addresses(**state)
        holder.kill()
        holder.wait(PATIENCE)


def on(servers: tuple[Path, Addresses], name: str, **more: str) -> dict[str, Any]:
    """The composed environment, with the stand-ins' addresses."""
    folder, addresses = servers
    return (
        composed(name)
        | {
            "data_dir": folder,
            "USO_DATA_DIR": str(folder),
            "DATABASE_URL": f"postgres://uso@/uso?host={addresses.postgres_host}",
            "REDIS_URL": f"{addresses.redis_url}/0",
            "DJANGO_SETTINGS_MODULE": "uso_portal.settings",
        }
        | more
    )


def ask(port: int, path: str, **headers: str) -> SimpleNamespace:
    with suppress(OSError), closing(HTTPConnection("127.0.0.1", port, timeout=60)) as asking:
        asking.request("GET", path, headers={"Host": HOST, **headers})
        answer = asking.getresponse()
        return SimpleNamespace(status=answer.status, headers=answer.headers, body=answer.read())
    return SimpleNamespace(status=0, headers={}, body=b"")


def checked(servers: tuple[Path, Addresses], port: int) -> str:
    """What the health check says, which does not wait long for an answer."""
    check = start("-m", "uso_portal.healthcheck", **on(servers, "web", PORT=str(port)))
    return check.communicate(timeout=PATIENCE)[0].strip()


def test_django_has_nothing_to_say_about_a_deployment() -> None:
    words = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    secret = Fernet.generate_key().decode() * 2
    nowhere = {
        "SECRET_KEY": secret,
        "DATABASE_URL": "postgres://uso@127.0.0.1:1/uso",
        "REDIS_URL": "redis://127.0.0.1:1",
    }
    with data_folder() as folder:
        process = start(*words, data_dir=folder, **composed("web") | nowhere)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert "no issues" in said


@pytest.mark.slow
@pytest.mark.unmeasured
def test_the_composed_services_start_and_work_together(
    servers: tuple[Path, Addresses], port: int
) -> None:
    folder = servers[0]
    for words in (["migrate", "--noinput"], ["collectstatic", "--noinput", "-v0"]):
        process = start("manage.py", *words, **on(servers, "migrate"))
        said, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, said
    words_of = {
        "web": ["-m", *services.web(port=port, num_workers=1)],
        "worker": ["-m", *services.worker(num_workers=1)],
        "fetcher": ["-m", *services.fetcher(num_workers=1)],
        "beat": ["-c", QUICK_BEAT, *services.beat(schedule=folder / "beat-schedule")],
    }
    running = {
        name: start(*words, **on(servers, name, PORT=str(port))) for name, words in words_of.items()
    }
    told = [told_by(process) for process in running.values()]
    try:
        wait_for(lambda: ask(port, "/health/ready").status == 200, what="the web server")
        wait_for(lambda: b'"beat": "up"' in ask(port, "/health/ready").body, what="a beat")
        wait_for(lambda: checked(servers, port) == "ready", what="the health check")
        assert ask(port, "/account/login/").status == 301, "plain HTTP is sent to HTTPS"
        page = ask(port, "/account/login/", **{"X-Forwarded-Proto": "https"})
        assert page.status == 200
        assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
        assert b"/static/app." in page.body
    finally:
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        said = "".join(each() for each in told)
    assert "Traceback" not in said


@pytest.mark.slow
@pytest.mark.unmeasured
@pytest.mark.parametrize("name", OURS)
def test_none_of_them_starts_on_unsafe_settings(
    servers: tuple[Path, Addresses], name: str, port: int
) -> None:
    words_of = {
        "migrate": ["manage.py", "migrate", "--check"],
        "web": ["-m", *services.web(port=port, num_workers=1)],
        "worker": ["-m", *services.worker(num_workers=1)],
        "fetcher": ["-m", *services.fetcher(num_workers=1)],
        "beat": ["-m", *services.beat(schedule=servers[0] / "beat-schedule")],
    }
    unsafe = {"DEBUG": "true", "SECRET_KEY": "", "ALLOWED_HOSTS": "*"}
    process = start(*words_of[name], **on(servers, name, **unsafe))
    said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == EXIT_CODE, said
    assert all(variable in said for variable in unsafe)
    assert "Traceback" not in said
