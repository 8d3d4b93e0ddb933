"""The refusal to start on unsafe settings, all reasons at once."""

from types import SimpleNamespace
from typing import Any

import pytest

from uso_portal import env as portal_env
from uso_portal import safety

GOOD_KEY = "mB1k9hTzv3Yk0p6yUqk3Vb3m0c8m1m6n2x4w5v7t9r0="
GOOD: dict[str, Any] = {
    "MODE": portal_env.PRODUCTION,
    "DEBUG": False,
    "SECRET_KEY": "x" * 50,
    "ALLOWED_HOSTS": ["autoupdate.example.org"],
    "UPLOAD_ENCRYPTION_KEYS": [GOOD_KEY],
    "DATABASE_URL": "postgres://u:p@db/uso",
    "REDIS_URL": "redis://redis:6379/0",
    "PORTAL_URL": "",
    "VENDOR_TEST_HOSTS": [],
    "REQUIRE_SECOND_STEP": True,
    "VENDOR_PARTNERS": {
        "arbor": {"url": "https://arbor.example"},
        "iris": {"domains": "a.example"},
    },
    "problems": [],
    "LOCAL_HOSTS": portal_env.LOCAL_HOSTS,
    "SAMPLE_SECRET_KEY": portal_env.SAMPLE_SECRET_KEY,
    "SAMPLE_ENCRYPTION_KEY": portal_env.SAMPLE_ENCRYPTION_KEY,
}


def faults(**changed: Any) -> list[str]:
    return safety.faults(SimpleNamespace(**GOOD | changed))  # type: ignore[arg-type]


def test_good_production_settings_have_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"DEBUG": True}, "DEBUG is on"),
        ({"SECRET_KEY": portal_env.SAMPLE_SECRET_KEY}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter than 50"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS names no public host"),
        ({"ALLOWED_HOSTS": ["localhost"]}, "ALLOWED_HOSTS names no public host"),
        ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS is '*'"),
        ({"UPLOAD_ENCRYPTION_KEYS": []}, "UPLOAD_ENCRYPTION_KEYS is empty"),
        ({"UPLOAD_ENCRYPTION_KEYS": ["abc"]}, "key 1 is not 32 bytes"),
        ({"UPLOAD_ENCRYPTION_KEYS": [GOOD_KEY, "c2hvcnQ="]}, "key 2 is not 32 bytes"),
        ({"UPLOAD_ENCRYPTION_KEYS": [portal_env.SAMPLE_ENCRYPTION_KEY]}, "holds the sample key"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"REDIS_URL": ""}, "REDIS_URL is not set"),
        ({"PORTAL_URL": "http://portal.example.org"}, "PORTAL_URL does not begin with https"),
        ({"VENDOR_TEST_HOSTS": ["127.0.0.1:8001"]}, "VENDOR_TEST_HOSTS names pretend vendors"),
        ({"REQUIRE_SECOND_STEP": False}, "REQUIRE_SECOND_STEP is off"),
        (
            {"VENDOR_PARTNERS": {"arbor": {"url": "http://arbor.example"}}},
            "ARBOR_URL does not begin with https",
        ),
        ({"MODE": "live"}, "USO_MODE is 'live'"),
        ({"problems": ["PORT must be a number."]}, "PORT must be a number."),
    ],
)
def test_each_unsafe_production_value_is_said(changed: dict[str, Any], says: str) -> None:
    (said,) = faults(**changed)
    assert says in said


def test_everything_wrong_is_said_at_once() -> None:
    said = "\n".join(faults(DEBUG=True, SECRET_KEY="", ALLOWED_HOSTS=[], REDIS_URL=""))
    assert all(name in said for name in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "REDIS_URL"))


def test_one_machine_answers_to_itself_with_the_sample_secrets() -> None:
    local = {"MODE": portal_env.ONE_MACHINE, "SECRET_KEY": portal_env.SAMPLE_SECRET_KEY}
    assert faults(**local, ALLOWED_HOSTS=["localhost", "127.0.0.1"]) == []
    (said,) = faults(**local, ALLOWED_HOSTS=["localhost", "portal.example.org"])
    assert "portal.example.org" in said


def test_a_public_machine_asks_for_the_second_step_or_does_not_start() -> None:
    public = {"MODE": portal_env.ONE_MACHINE, "ALLOWED_HOSTS": ["portal.example.org"]}
    assert faults(**public) == []
    (said,) = faults(**public, REQUIRE_SECOND_STEP=False)
    assert "portal.example.org" in said
    assert "REQUIRE_SECOND_STEP" in said


def test_stopping_says_why_and_ends_with_the_code_that_gunicorn_gives_up_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(portal_env, "MODE", portal_env.PRODUCTION)
    with pytest.raises(SystemExit) as stopped:
        safety.stop_if_unsafe()
    assert stopped.value.code == safety.EXIT_CODE
    assert "SECRET_KEY" in capsys.readouterr().err
