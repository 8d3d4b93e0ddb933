"""Who has no live key learns nothing, however often they ask; and nobody may ask too often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from autoupdate.actions.keys import revoke_key, rotate_key
from autoupdate.api.throttles import AgentThrottle
from autoupdate.licence_keys import new_key
from autoupdate.models import LicenceKey, Upload
from tests.factories import LicenceKeyFactory, UploadFactory, accept_reports
from tests.factories.exports import sims_xml
from tests.integration.autoupdate.conftest import API, Agent
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

PATHS = [
    ("get", f"{API}/configuration"),
    ("post", f"{API}/uploads"),
    ("get", f"{API}/uploads/6f1c2d7e-4b1a-4c3f-9d55-0f3f7c0f9a10"),
]


def revoked(cast: Cast) -> str:
    plain = LicenceKeyFactory(school=cast.outsider_school).plain
    revoke_key(cast.outsider_school, by=cast.desk)
    return f"Licence-Key {plain}"


HEADERS: dict[str, Callable[[Cast], dict[str, str]]] = {
    "no header": lambda _: {},
    "an empty header": lambda _: {"Authorization": ""},
    "the scheme alone": lambda _: {"Authorization": "Licence-Key"},
    "no scheme": lambda _: {"Authorization": new_key()},
    "another scheme": lambda _: {"Authorization": f"Bearer {new_key()}"},
    "a key nobody has": lambda _: {"Authorization": f"Licence-Key {new_key()}"},
    "a revoked key": lambda cast: {"Authorization": revoked(cast)},
    "no text": lambda _: {"Authorization": "Licence-Key \udcff\x00'; --"},
    "a very long key": lambda _: {"Authorization": "Licence-Key " + "USO-" * 5000},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
@pytest.mark.parametrize(("method", "path"), PATHS, ids=["configuration", "send", "state"])
def test_everybody_without_a_live_key_gets_one_answer(
    cast: Cast, method: str, path: str, headers: Callable[[Cast], dict[str, str]]
) -> None:
    response = getattr(Client(), method)(path, headers=headers(cast))
    assert response.status_code == 401
    assert response.json() == {
        "code": "licence_key_not_accepted",
        "message": "The licence key was not accepted. Copy it again from User Accounts > "
        "AutoUpdate Settings.",
    }
    assert response["WWW-Authenticate"] == 'Licence-Key realm="USO AutoUpdate"'


def test_a_body_without_a_key_is_not_looked_at(cast: Cast) -> None:
    accept_reports(cast.school_mis)
    response = Client().post(
        f"{API}/uploads?sub_report=students", sims_xml(), content_type="application/xml"
    )
    assert response.status_code == 401
    assert not Upload.objects.exists()


@pytest.mark.parametrize("way", [str.lower, lambda key: f" {key} ", lambda key: key])
def test_a_key_is_known_however_it_was_typed(agent: Agent, way: Callable[[str], str]) -> None:
    agent.key = way(agent.key)
    assert agent.configuration().status_code == 200


def test_a_session_is_no_key(cast: Cast) -> None:
    browser = cast.client(cast.head)
    assert browser.get(f"{API}/configuration").status_code == 401


def test_a_rotated_key_stops_at_once_and_the_new_one_works(agent: Agent, cast: Cast) -> None:
    issued = rotate_key(cast.school, by=cast.head)
    assert agent.configuration().status_code == 401
    agent.key = issued.plain
    assert agent.configuration().status_code == 200


def test_the_use_of_a_key_is_noted_once_a_minute(agent: Agent) -> None:
    agent.configuration()
    key = LicenceKey.objects.get()
    assert key.last_used_at is not None
    first = key.last_used_at
    agent.configuration()
    key.refresh_from_db()
    assert key.last_used_at == first
    LicenceKey.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    agent.configuration()
    key.refresh_from_db()
    assert key.last_used_at > first


def test_one_key_may_not_ask_too_often(agent: Agent, cast: Cast, settings: Settings) -> None:
    settings.AGENT_API_RATE = "3/min"
    answers = [agent.configuration() for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["code"] == "too_many_requests"
    assert 0 < int(answers[-1]["Retry-After"]) <= 61
    accept_reports(cast.outsider_mis)
    other = Agent(LicenceKeyFactory(school=cast.outsider_school).plain)
    assert other.configuration().status_code == 200


def test_wrong_keys_from_one_address_are_held_up_but_not_the_right_one(
    agent: Agent, settings: Settings
) -> None:
    settings.AGENT_API_RATE = "3/min"
    wrong = Agent(new_key())
    assert [wrong.configuration().status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert agent.configuration().status_code == 200, "a school behind the same address"


class Away:
    """A cache that cannot be reached."""

    def get(self, *_: object, **__: object) -> None:
        raise redis.ConnectionError


def test_without_its_cache_the_door_stays_open(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AgentThrottle, "cache", Away())
    assert agent.send(sims_xml()).status_code == 201


def test_an_address_that_is_none_is_answered_by_django_itself(agent: Agent) -> None:
    assert agent.state_of("no-id").status_code == 404


def test_a_fault_of_ours_is_told_without_its_text(
    agent: Agent, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the words of an exception")

    upload = UploadFactory(school_mis=cast.school_mis)
    monkeypatch.setattr("autoupdate.api.serializers.message_for", fail)
    response = agent.state_of(str(upload.pk))
    assert response.status_code == 500
    assert response.json()["code"] == "portal_fault"
    assert "exception" not in response.text
