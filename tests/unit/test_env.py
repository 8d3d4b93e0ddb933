"""The environment's variables: read safely, and each named once in the sample file."""

import importlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time
from pathlib import Path
from types import ModuleType
from unittest import mock

import pytest

from uso_portal import env

SAMPLE = Path(env.ROOT / ".env.sample")


@contextmanager
def reread(**variables: str) -> Iterator[ModuleType]:
    """The module as it would be with these variables; the real one afterwards."""
    with mock.patch.dict(os.environ, variables):
        yield importlib.reload(env)
    importlib.reload(env)


def sample_names() -> list[str]:
    return re.findall(r"^([A-Z_]+)=", SAMPLE.read_text(), flags=re.MULTILINE)


def test_every_variable_is_named_exactly_once_in_the_sample() -> None:
    names = sample_names()
    assert sorted(names) == sorted(set(names))
    assert set(names) == env.known_names()


def test_the_sample_is_what_one_machine_does_anyway() -> None:
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", SAMPLE.read_text(), flags=re.MULTILINE))
    for set_for_tests in ("USO_DATA_DIR", "EMBEDDED_IS_DURABLE"):
        del given[set_for_tests]
    before = {name: repr(getattr(env, name, None)) for name in given}
    with reread(**given) as module:
        assert {name: repr(getattr(module, name, None)) for name in before} == before


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("NIGHT_STARTS_AT", "half past eight", "NIGHT_STARTS_AT must be a time of day"),
        ("BRAKE_SHARE", "1.5", "BRAKE_SHARE must be a number from 0 to 1"),
        ("BRAKE_NUMBER", "ten", "BRAKE_NUMBER must be a number"),
        ("PORT", "99999", "PORT must be a number from 1 to 65535"),
        ("DEBUG", "perhaps", "DEBUG must be true or false"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_sentence(name: str, value: str, says: str) -> None:
    with reread(**{name: value}) as module:
        (problem,) = module.problems
    assert says in problem


def test_values_are_read_as_what_they_are() -> None:
    with reread(NIGHT_STARTS_AT="21:30", DEBUG="on", UPLOAD_ENCRYPTION_KEYS="a,b") as module:
        night_starts_at = module.NIGHT_STARTS_AT
        assert night_starts_at == time(21, 30)
        assert module.DEBUG is True
        assert module.UPLOAD_ENCRYPTION_KEYS == ["a", "b"]


def test_a_provider_is_on_when_both_its_values_are_set() -> None:
    with reread(GOOGLE_CLIENT_ID="id") as module:
        assert module.openid_connect_apps() == []
    with reread(GOOGLE_CLIENT_ID="id", GOOGLE_CLIENT_SECRET="secret") as module:
        (app,) = module.openid_connect_apps()
        assert app["provider_id"] == "google"
        assert module.openid_connect_origins() == ["https://accounts.google.com"]
