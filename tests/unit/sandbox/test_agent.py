"""The agent speaks the API as described, waits when asked to, and says what failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sandbox.sims.agent import Agent, AgentError
from tests.unit.sandbox.stub_portal import KEY, StubPortal, configuration, running

SIX = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


@pytest.fixture
def portal() -> Iterator[StubPortal]:
    with running(StubPortal(configuration=configuration())) as running_portal:
        yield running_portal


def agent_of(portal: StubPortal, *, key: str = KEY, slept: list[float] | None = None) -> Agent:
    waits = [] if slept is None else slept
    return Agent(portal.url + "/", licence_key=key, timeout_s=5, sleep=waits.append)


def test_the_connection_is_tested_without_a_key(portal: StubPortal) -> None:
    assert "reach" in agent_of(portal, key="wrong").test_connection()


def test_the_configuration_is_read(portal: StubPortal) -> None:
    portal.configuration = configuration(not_uploaded=("House",))
    read = agent_of(portal).configuration()
    assert read.school == "Oakfield Primary School"
    assert [report.state for report in read.reports] == ["accepted", "available", "available"]
    assert read.reports[0].sub_reports[0].captions_uploaded == {"ID", "Legal Surname"}


def test_an_upload_carries_its_sub_report_and_time(portal: StubPortal) -> None:
    state = agent_of(portal).upload(
        "students", b"<xml/>", extracted_at=SIX, content_type="application/xml"
    )
    assert portal.received == {"students": b"<xml/>"}
    assert portal.queries[0]["extracted_at"] == ["2026-11-20T18:00:00+00:00"]
    assert (state.id, state.state, state.num_rows, state.num_problems) == (
        "id-students",
        "received",
        1234,
        2,
    )


def test_it_asks_until_the_checks_are_over(portal: StubPortal) -> None:
    slept: list[float] = []
    agent = agent_of(portal, slept=slept)
    sent = agent.upload("students", b"x", extracted_at=SIX, content_type="text/csv")
    assert agent.wait_until_settled(sent, wait_s=10).state == "ready"
    assert portal.num_polls == len(slept) == 1


def test_it_stops_asking_after_the_time_given(portal: StubPortal) -> None:
    portal.final_state = "checking"
    agent = agent_of(portal)
    sent = agent.upload("students", b"x", extracted_at=SIX, content_type="text/csv")
    assert agent.wait_until_settled(sent, wait_s=3).state == "checking"
    assert portal.num_polls < 10


def test_it_waits_as_long_as_the_portal_asks(portal: StubPortal) -> None:
    slept: list[float] = []
    portal.refusals = [(429, b"", {"Retry-After": "7"}), (503, b"", {}), (429, b"{}", {})]
    assert agent_of(portal, slept=slept).configuration().mis == "sims"
    assert slept == [7.0, 2.0, 2.0]


def test_it_gives_up_after_a_few_tries(portal: StubPortal) -> None:
    portal.refusals = [(503, b"", {})] * 4
    with pytest.raises(AgentError, match="status 503") as caught:
        agent_of(portal).configuration()
    assert caught.value.status == 503


def test_a_refusal_s_own_words_are_passed_on(portal: StubPortal) -> None:
    with pytest.raises(AgentError, match="The licence key is not known") as caught:
        agent_of(portal, key="wrong").configuration()
    assert caught.value.status == 401


@pytest.mark.parametrize("body", [b"<html>hello</html>", b'{"school": {}}', b"[]"])
def test_an_answer_of_another_kind_is_said_to_be_one(body: bytes, portal: StubPortal) -> None:
    portal.refusals = [(200, body, {})]
    with pytest.raises(AgentError, match="portal"):
        agent_of(portal).configuration()


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"id": 1, "state": "ready", "rows": "many"}'])
def test_an_odd_state_is_said_to_be_one(body: bytes, portal: StubPortal) -> None:
    portal.refusals = [(200, body, {})]
    with pytest.raises(AgentError, match="cannot be read"):
        agent_of(portal).upload_state("1")


@pytest.mark.parametrize("body", [b"[1]", b"plain", b'{"other": 1}'])
def test_a_refusal_without_words_is_told_by_its_status(body: bytes, portal: StubPortal) -> None:
    portal.refusals = [(400, body, {})]
    with pytest.raises(AgentError, match="status 400"):
        agent_of(portal).configuration()


def test_a_portal_that_is_not_there_cannot_be_reached(portal: StubPortal) -> None:
    nowhere = Agent("https://127.0.0.1:9", licence_key=KEY, timeout_s=2)
    with pytest.raises(AgentError, match="cannot be reached") as caught:
        nowhere.test_connection()
    assert caught.value.status == 0
