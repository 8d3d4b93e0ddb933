"""The set-up of an MIS as a list of steps: each done, somebody's turn, or waiting for something.

A step's words are its connector's; how the portal knows of it is one table here, for every MIS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from autoupdate.connectors.base import Delivery, SetupStep
from autoupdate.queries.setup_facts import SetupFacts


class Turn(StrEnum):
    """Where a step is: done, or who or what it waits for."""

    DONE = "done"
    SCHOOL = "school"
    LEADERS = "leaders"  # whoever may choose the MIS and accept its reports
    DESK = "desk"
    VENDOR = "vendor"
    SENDING = "sending"  # the MIS sends, or is fetched, by itself
    FETCHING = "fetching"  # it is being fetched just now
    NIGHT = "night"
    EARLIER = "earlier"  # the steps above
    FREE = "free"  # the portal cannot see it


class Link(StrEnum):
    """Where a step is done."""

    CHOOSE = "choose"
    ACCEPT = "accept"
    AUTHORISE = "authorise"
    CASE = "case"
    CREDENTIALS = "credentials"
    KEYS = "keys"
    TEST = "test"
    RUN = "run"
    UPLOADS = "uploads"
    RESULTS = "results"
    REVIEW = "review"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step as it stands: its words, where it is, what else is known, where it is done."""

    code: str
    text: str
    turn: Turn
    hint: str = ""
    link: Link = Link.NONE


_By = Callable[[SetupFacts], bool]
_Words = Callable[[SetupFacts], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How the portal knows of a step.

    ``is_done``; ``turns``: when → whose turn it is, the first that applies. Where none does it is
    the turn of whom the declaration names. ``hint`` is said while it is not done.
    """

    is_done: _By
    turns: tuple[tuple[_By, Turn], ...] = ()
    link: Link = Link.NONE
    hint: _Words = lambda _: ""


def _always(_: SetupFacts) -> bool:
    return True


def _has_data(facts: SetupFacts) -> bool:
    return facts.num_uploads > 0


def _not_connected(facts: SetupFacts) -> bool:
    return not (facts.is_connected and facts.accepts)


def _has_asked(facts: SetupFacts) -> bool:
    return facts.has_case or facts.is_entered


def _desk_asks(facts: SetupFacts) -> str:
    if not facts.case_waits_for_school:
        return ""
    return "The Service Desk has written to you in the case, and waits for your answer."


def _people_to_match(facts: SetupFacts) -> str:
    if not facts.num_to_match:
        return ""
    people = (
        "1 person requires" if facts.num_to_match == 1 else f"{facts.num_to_match} people require"
    )
    return f"{people} matching."


def _to_review(facts: SetupFacts) -> str:
    if not facts.num_to_review:
        return ""
    accounts = "1 account is" if facts.num_to_review == 1 else f"{facts.num_to_review} accounts are"
    return f"{accounts} held without the MIS. Look, and mark the review as done."


def _without_birth_date(facts: SetupFacts) -> str:
    if not facts.num_no_birth_date:
        return ""
    number = facts.num_no_birth_date
    pupils = "1 pupil in the newest export has" if number == 1 else f"{number} pupils have"
    return f"{pupils} no date of birth."


def _again(facts: SetupFacts) -> str:
    if facts.lacks_endpoint:
        return "MISSING ENDPOINT URL: authorise again."
    return "The approval is over: authorise again." if facts.trouble else ""


_NOT_TOLD = "{mis} does not tell us. It shows once the connection is tested, or data have come."


def _not_told(facts: SetupFacts) -> str:
    return _NOT_TOLD.format(mis=facts.connector.label)


def _sends(facts: SetupFacts) -> bool:
    return (facts.key_was_used or _has_data(facts)) and not facts.lacks_schedule


def _no_schedule(facts: SetupFacts) -> str:
    if not facts.lacks_schedule:
        return ""
    mis = facts.connector.label
    return f"{mis} has sent once and not again: it has no schedule until Save is pressed."


_DATA_COME: tuple[tuple[_By, Turn], ...] = (
    (_not_connected, Turn.EARLIER),
    (lambda facts: facts.is_fetching, Turn.FETCHING),
)
_RESULTS: tuple[tuple[_By, Turn], ...] = (
    (lambda facts: facts.was_processed, Turn.SCHOOL),
    (_has_data, Turn.NIGHT),
    *_DATA_COME,
    (lambda facts: facts.connector.delivery is Delivery.AGENT, Turn.EARLIER),
    (_always, Turn.SENDING),
)

#: Step → how the portal knows of it. Every step that a connector declares is here.
STEPS: Mapping[str, Known] = MappingProxyType(
    {
        "choose_mis": Known(
            is_done=lambda facts: facts.is_in_use,
            turns=((_always, Turn.LEADERS),),
            link=Link.CHOOSE,
        ),
        "accept": Known(
            is_done=lambda facts: facts.accepts,
            turns=((lambda facts: not facts.is_in_use, Turn.EARLIER), (_always, Turn.LEADERS)),
            link=Link.ACCEPT,
        ),
        "authorise": Known(
            is_done=lambda facts: facts.is_approved,
            turns=((lambda facts: not facts.is_in_use, Turn.EARLIER),),
            link=Link.AUTHORISE,
            hint=_again,
        ),
        "activate": Known(
            is_done=lambda facts: facts.accepts and facts.is_approved,
            turns=((lambda facts: facts.accepts, Turn.EARLIER), (_always, Turn.LEADERS)),
            link=Link.ACCEPT,
        ),
        "birth_dates": Known(
            is_done=lambda facts: facts.num_no_birth_date == 0,
            turns=((lambda facts: facts.num_no_birth_date is None, Turn.FREE),),
            link=Link.UPLOADS,
            hint=_without_birth_date,
        ),
        "run": Known(is_done=_has_data, turns=_DATA_COME, link=Link.RUN),
        "ask_iris": Known(
            is_done=_has_asked,
            hint=lambda _: "It shows here once you have raised a case with what you were given.",
        ),
        "ask_desk": Known(
            is_done=lambda facts: _has_asked(facts) and not facts.case_waits_for_school,
            link=Link.CASE,
            hint=_desk_asks,
        ),
        "configure": Known(
            is_done=lambda facts: facts.is_entered,
            turns=((lambda facts: not _has_asked(facts), Turn.EARLIER),),
            link=Link.CREDENTIALS,
        ),
        "enter_secret": Known(
            is_done=lambda facts: facts.is_entered,
            turns=((lambda facts: not facts.is_in_use, Turn.EARLIER),),
            link=Link.CREDENTIALS,
        ),
        "visible": Known(
            is_done=lambda facts: facts.is_offered,
            turns=((lambda facts: not facts.has_case, Turn.EARLIER),),
        ),
        "keys": Known(
            is_done=lambda facts: facts.is_entered,
            turns=((lambda facts: not facts.has_case, Turn.EARLIER),),
            link=Link.KEYS,
        ),
        "enter_keys": Known(
            is_done=_sends,
            turns=((lambda facts: not facts.is_entered, Turn.EARLIER),),
            link=Link.KEYS,
            hint=_no_schedule,
        ),
        "consent": Known(
            is_done=lambda facts: facts.num_no_birth_date is not None,
            turns=((lambda facts: not facts.is_entered, Turn.EARLIER),),
            hint=lambda _: "It is seen once an export of students has come.",
        ),
        "grant": Known(is_done=lambda facts: facts.has_worked, link=Link.TEST, hint=_not_told),
        "approve": Known(is_done=lambda facts: facts.has_worked, link=Link.TEST, hint=_not_told),
        "reference": Known(is_done=lambda facts: facts.has_reference or facts.has_case),
        "install": Known(is_done=lambda facts: facts.key_was_used, link=Link.KEYS),
        "test": Known(
            is_done=_has_data, turns=((lambda facts: not facts.key_was_used, Turn.EARLIER),)
        ),
        "see_upload": Known(
            is_done=_has_data,
            turns=(
                (_not_connected, Turn.EARLIER),
                (lambda facts: facts.connector.delivery is not Delivery.AGENT, Turn.SENDING),
            ),
            link=Link.UPLOADS,
        ),
        "schedule": Known(
            is_done=lambda facts: facts.num_days > 1,
            turns=((lambda facts: not _has_data(facts), Turn.EARLIER),),
            hint=lambda _: "It is seen once uploads have come on two days.",
        ),
        "results": Known(
            is_done=lambda facts: facts.was_processed and not facts.num_to_match,
            turns=_RESULTS,
            link=Link.RESULTS,
            hint=_people_to_match,
        ),
        "non_mis": Known(
            is_done=lambda facts: facts.was_processed and not facts.num_to_review,
            turns=(
                (lambda facts: facts.was_processed, Turn.SCHOOL),
                (_always, Turn.EARLIER),
            ),
            link=Link.REVIEW,
            hint=_to_review,
        ),
    }
)


def steps_of(facts: SetupFacts) -> Sequence[StepView]:
    """The connector's steps in order, as they stand. KeyError for a step that nobody declared."""
    return [_view(each, STEPS[each.code], facts) for each in facts.connector.setup_steps]


def _view(step: SetupStep, known: Known, facts: SetupFacts) -> StepView:
    if known.is_done(facts):
        return StepView(code=step.code, text=step.text, turn=Turn.DONE)
    applying = (turn for applies, turn in known.turns if applies(facts))
    return StepView(
        code=step.code,
        text=step.text,
        turn=next(applying, Turn(step.whose_turn)),
        hint=known.hint(facts),
        link=known.link,
    )
