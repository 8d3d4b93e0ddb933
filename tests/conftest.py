"""What every test stands on: a test database per process, and a file store of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as portal_settings
from django.test import Client

from autoupdate.connectors import registry
from tests import measuring, migrated, telling
from tests.processes import data_folder
from tests.signing_in import force_login
from uso_portal.processes import command_line

PREFIX = "test_uso_"

# The same examples in every run, as many as show what a run of all tests can; for a longer look
# elsewhere: PROPERTY_EXAMPLES=2000. How long one takes says nothing, for machines are busy.
_EXAMPLES = os.environ.get("PROPERTY_EXAMPLES", "")
hypothesis.settings.register_profile(
    "suite",
    max_examples=int(_EXAMPLES or 30),
    derandomize=not _EXAMPLES,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")

# Whoever a test lets in has shown their second step, unless it says otherwise.
Client.force_login = force_login  # type: ignore[method-assign,assignment]


def _drop_leftovers(connection: Any) -> None:
    """Drop the test databases of processes that were killed before they could."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where starts_with(datname, %s)", [PREFIX])
        for (name,) in cursor.fetchall():
            pid = name.removeprefix(PREFIX).split("_")[0]
            if pid.isdigit() and not command_line(int(pid)):
                cursor.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """Name the test database after this process, so that sessions side by side never meet."""
    from django.db import connection

    name = PREFIX + ("reused" if request.config.getvalue("reuse_db") else f"{os.getpid()}")
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        name += f"_{worker}"
    connection.settings_dict["TEST"]["NAME"] = name
    if not portal_settings.DATABASES["default"].get("HOST"):
        with django_db_blocker.unblock():
            _drop_leftovers(connection)
    with django_db_blocker.unblock():
        template = connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()
    # For what a test starts on the tests' settings.
    os.environ["TEST_TEMPLATE"] = template


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tell of failures at once, in the process that has the terminal; collect without looking for
    cycles, and look for them seldom afterwards."""
    gc.set_threshold(20_000, 20, 20)
    gc.disable()
    terminal = config.pluginmanager.getplugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(telling.TellAtOnce(terminal), "tell-at-once")


def pytest_collection_finish() -> None:
    """What is there before the first test stays to the end: the collector need not look at it."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[Any]:
    """Measure what the test runs, its fixtures included, or do not."""
    if measuring.is_measured(item):
        return (yield)
    with measuring.unmeasured(item.config):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Nobody measures migrations."""
    if fixturedef.argname not in {"django_db_setup", "django_db_modify_db_settings"}:
        return (yield)
    with measuring.unmeasured(request.config):
        return (yield)


@pytest.fixture
def migrated_folder(django_db_setup: None) -> Iterator[Path]:
    """A data folder for embedded servers of its own, with the portal's empty database."""
    with data_folder() as folder:
        migrated.lay_into(folder)
        yield folder


@pytest.fixture(scope="session", autouse=True)
def _own_upload_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Uploads of the tests never lie beside anybody's real ones."""
    folder = tmp_path_factory.mktemp("uploads")
    before, portal_settings.UPLOAD_STORE_DIR = portal_settings.UPLOAD_STORE_DIR, folder
    yield folder
    portal_settings.UPLOAD_STORE_DIR = before


_DECLARED, _BY_CODE = registry.CONNECTORS, registry._BY_CODE
_ENTRIES = dict(_BY_CODE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """A test that leaves another MIS in place of a declared one fails itself, not a later test."""
    yield
    meanwhile = registry.CONNECTORS, registry._BY_CODE, dict(registry._BY_CODE)
    registry.CONNECTORS, registry._BY_CODE = _DECLARED, _BY_CODE
    _BY_CODE.update(_ENTRIES)
    assert meanwhile == (_DECLARED, _BY_CODE, _ENTRIES), "This test left another MIS in place."
