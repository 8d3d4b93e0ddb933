"""How the portal knows of each step of a set-up: one table, for every MIS, and nothing left out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, Delivery
from autoupdate.queries.setup import STEPS, Link, StepView, Turn, steps_of
from autoupdate.queries.setup_facts import SetupFacts
from autoupdate.views.setup_steps import _NOWHERE, _WAITS, _WAYS, Reader, step_rows

every_connector = pytest.mark.parametrize(
    "connector", registry.all(), ids=lambda connector: connector.code
)


def facts(code: str, **known: Any) -> SetupFacts:
    return SetupFacts(connector=registry.get(code), **known)


def turns(known: SetupFacts) -> dict[str, Turn]:
    return {each.code: each.turn for each in steps_of(known)}


def step(known: SetupFacts, code: str) -> StepView:
    return next(each for each in steps_of(known) if each.code == code)


@every_connector
def test_every_step_of_every_connector_is_known(connector: Connector) -> None:
    unknown = {each.code for each in connector.setup_steps} - set(STEPS)
    assert unknown == set(), "Say in STEPS of queries/setup.py how the portal knows of it."


def test_no_step_is_known_that_nobody_declares() -> None:
    declared = {each.code for connector in registry.all() for each in connector.setup_steps}
    assert set(STEPS) <= declared


@every_connector
def test_whose_turn_a_step_is_can_always_be_said(connector: Connector) -> None:
    untouched = SetupFacts(connector=connector, is_in_use=True)
    for each in steps_of(untouched):
        assert each.turn is not Turn.DONE or each.code in {"choose_mis", "visible"}
    assert Turn.SCHOOL in turns(untouched).values() or Turn.LEADERS in turns(untouched).values()


@every_connector
def test_when_all_is_seen_only_what_nobody_can_see_is_left(connector: Connector) -> None:
    over = SetupFacts(
        connector=connector,
        is_in_use=True,
        is_offered=True,
        accepts=True,
        key_was_used=True,
        is_entered=True,
        has_reference=True,
        is_approved=True,
        has_worked=True,
        num_uploads=9,
        num_days=2,
        num_no_birth_date=0,
        was_processed=True,
    )
    assert over.is_over
    assert set(turns(over).values()) <= {Turn.DONE, Turn.FREE}


def test_every_turn_and_every_link_has_its_words() -> None:
    assert set(_WAITS) == set(Turn) - {Turn.DONE, Turn.FREE}
    assert set(_WAYS) == set(Link) - {Link.NONE}
    assert set(_NOWHERE) <= set(Turn)


def test_an_mis_that_sent_once_and_not_again_has_no_schedule() -> None:
    sends = facts("bromcom", is_in_use=True, is_entered=True, key_was_used=True, num_uploads=4)
    assert step(sends, "enter_keys").turn is Turn.DONE
    stopped = step(replace(sends, lacks_schedule=True), "enter_keys")
    assert stopped.turn is not Turn.DONE
    assert "until Save is pressed" in stopped.hint
    assert step(facts("bromcom", is_in_use=True, is_entered=True), "enter_keys").hint == ""


def test_arbor_from_the_first_step_to_the_last() -> None:
    begun = facts("arbor", is_in_use=True)
    assert turns(begun) == {
        "choose_mis": Turn.DONE,
        "accept": Turn.LEADERS,
        "authorise": Turn.SCHOOL,
        "activate": Turn.LEADERS,
        "run": Turn.EARLIER,
        "results": Turn.EARLIER,
        "non_mis": Turn.EARLIER,
    }
    accepted = replace(begun, accepts=True)
    assert turns(accepted)["activate"] is Turn.EARLIER
    approved = replace(accepted, is_approved=True)
    assert turns(approved)["activate"] is Turn.DONE
    assert (turns(approved)["run"], turns(approved)["results"]) == (Turn.SCHOOL, Turn.SENDING)
    fetching = replace(approved, is_fetching=True)
    assert turns(fetching)["run"] is turns(fetching)["results"] is Turn.FETCHING
    fetched = replace(approved, num_uploads=4)
    assert (turns(fetched)["run"], turns(fetched)["results"]) == (Turn.DONE, Turn.NIGHT)
    asked = replace(fetched, was_processed=True, num_to_match=2)
    assert step(asked, "results").hint == "2 people require matching."
    assert step(asked, "results").turn is Turn.SCHOOL
    assert turns(replace(asked, num_to_match=0))["results"] is Turn.DONE
    assert step(replace(asked, num_to_match=1), "results").hint == "1 person requires matching."


@every_connector
def test_accounts_without_the_mis_are_looked_at_last(connector: Connector) -> None:
    assert connector.setup_steps[-1].code == "non_mis"
    begun = SetupFacts(connector=connector, is_in_use=True)
    assert turns(begun)["non_mis"] is Turn.EARLIER
    held = replace(begun, was_processed=True, num_to_review=2)
    assert step(held, "non_mis").turn is Turn.SCHOOL
    assert step(held, "non_mis").hint.startswith("2 accounts are held without the MIS.")
    assert step(replace(held, num_to_review=1), "non_mis").hint.startswith("1 account is held")
    assert turns(replace(held, num_to_review=0))["non_mis"] is Turn.DONE


def test_an_approval_that_is_over_or_lacks_its_endpoint() -> None:
    lost = facts("arbor", is_in_use=True, trouble="approval_withdrawn")
    assert "The approval is over" in step(lost, "authorise").hint
    assert (
        "MISSING ENDPOINT URL" in step(replace(lost, trouble="endpoint_missing"), "authorise").hint
    )
    assert step(replace(lost, trouble=""), "authorise").hint == ""
    assert turns(facts("arbor"))["authorise"] is Turn.EARLIER


def test_dates_of_birth_are_seen_in_the_newest_export() -> None:
    assert turns(facts("scholarpack"))["birth_dates"] is Turn.FREE
    lacking = facts("scholarpack", num_no_birth_date=3)
    assert step(lacking, "birth_dates").turn is Turn.SCHOOL
    assert "3 pupils" in step(lacking, "birth_dates").hint
    assert "1 pupil in" in step(replace(lacking, num_no_birth_date=1), "birth_dates").hint
    assert turns(replace(lacking, num_no_birth_date=0))["birth_dates"] is Turn.DONE


def test_bromcom_waits_for_the_desk_and_then_for_the_school() -> None:
    begun = facts("bromcom")
    assert (turns(begun)["ask_desk"], turns(begun)["keys"]) == (Turn.SCHOOL, Turn.EARLIER)
    asked = replace(begun, has_case=True)
    assert (turns(asked)["ask_desk"], turns(asked)["keys"]) == (Turn.DONE, Turn.DESK)
    issued = replace(asked, has_case=False, is_entered=True, is_in_use=True, accepts=True)
    assert turns(issued)["ask_desk"] is turns(issued)["keys"] is Turn.DONE
    assert turns(issued)["enter_keys"] is turns(issued)["consent"] is Turn.SCHOOL
    assert turns(issued)["see_upload"] is turns(issued)["results"] is Turn.SENDING


def test_pupil_asset_and_iris_are_asked_for_with_a_case() -> None:
    begun = facts("pupil_asset")
    assert turns(begun)["reference"] is turns(begun)["ask_desk"] is Turn.SCHOOL
    assert (turns(begun)["visible"], turns(begun)["accept"]) == (Turn.EARLIER, Turn.EARLIER)
    asked = replace(begun, has_case=True)
    assert (turns(asked)["reference"], turns(asked)["visible"]) == (Turn.DONE, Turn.DESK)
    assert "does not tell us" in step(begun, "approve").hint
    iris = facts("iris")
    assert (turns(iris)["ask_iris"], turns(iris)["configure"]) == (Turn.VENDOR, Turn.EARLIER)
    assert turns(replace(iris, has_case=True))["configure"] is Turn.DESK


def reader(**who: Any) -> Reader:
    return Reader(**{"school_id": 1, "may": [], "is_desk": False, "can_accept": False, **who})


@every_connector
def test_a_reader_who_may_do_nothing_is_never_told_that_it_is_their_turn(
    connector: Connector,
) -> None:
    for known in (SetupFacts(connector=connector), SetupFacts(connector=connector, is_in_use=True)):
        rows = step_rows(steps_of(known), connector=connector, reader=reader())
        assert all(each["status"] != "Your turn" for each in rows)
        assert all(each["action_url"] == "" for each in rows)
        assert all(
            bool(each["waiting_for"]) == (each["status"] in {"Waiting", "Later"}) for each in rows
        )


def test_who_is_waited_for_is_named() -> None:
    known = facts("pupil_asset", is_in_use=True, is_offered=True, has_case=True)
    rows = step_rows(steps_of(known), connector=known.connector, reader=reader())
    waits = {each["title"]: each["waiting_for"] for each in rows}
    assert waits["The Headteacher accepts the reports. The Head Proxy cannot."] == "the Headteacher"
    weekdays = facts("pupil_asset", is_in_use=True, is_offered=True, is_entered=True, accepts=True)
    rows = step_rows(steps_of(weekdays), connector=weekdays.connector, reader=reader())
    assert "the next weekday evening" in rows[-2]["waiting_for"]


def test_an_mis_is_connected_by_what_it_needs() -> None:
    assert facts("arbor", is_approved=True).is_connected
    assert not facts("arbor", is_entered=True).is_connected
    assert facts("sims", key_was_used=True).is_connected
    assert facts("bromcom", is_entered=True).is_connected
    assert {each.delivery for each in registry.all()} == set(Delivery)
