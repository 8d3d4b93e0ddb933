"""Who may open which page of results, matching and accounts, and what is another school's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import AccountKind
from autoupdate.models import Hold, ProcessingRun
from tests.access import ANONYMOUS, Answer, answer
from tests.factories import (
    ExcludedNameFactory,
    HeldRemovalFactory,
    HoldFactory,
    MatchDecisionFactory,
    OutcomeFactory,
    ProcessingRunFactory,
    RejectedPairFactory,
    SchoolAssociationFactory,
)
from tests.integration.accounts.test_restoring import left_account
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import Question, ask

pytestmark = pytest.mark.unmeasured

EVERYBODY = frozenset({"head", "head_proxy", "nominated_contact", "colleague", "la_user", "desk"})
WORKERS = EVERYBODY - {"la_user"}
LEADERS = WORKERS - {"nominated_contact", "colleague"}


@dataclass(frozen=True, slots=True)
class Scene:
    """Something of everything at the cast's school."""

    cast: Cast
    question: Question
    run: ProcessingRun
    hold: Hold
    addresses: dict[str, str]


def addresses(cast: Cast, **ids: int) -> dict[str, str]:
    """Every page by name, with what each is about."""
    school = cast.school.pk
    staff, pupils = AccountKind.STAFF, AccountKind.STUDENT
    about: dict[str, list[Any]] = {
        "autoupdate:results": [],
        "autoupdate:not_matched": [pupils],
        "autoupdate:unallocated": [pupils],
        "autoupdate:restore": [staff],
        "autoupdate:restore_undo": [pupils],
        "autoupdate:outcomes": [ids["run"]],
        "autoupdate:holds": [],
        "autoupdate:hold": [ids["hold"]],
        "autoupdate:hold_release": [ids["hold"]],
        "autoupdate:accounts": [],
        "autoupdate:account": [ids["account"]],
        "matching:person": [ids["person"]],
        "matching:create": [ids["person"]],
        "matching:undo": [ids["decision"]],
        "matching:excluded": [],
        "matching:excluded_add": [],
        "matching:excluded_remove": [ids["name"]],
    }
    return {name: reverse(name, args=[school, *more]) for name, more in about.items()}


#: Address → who may open it; the rest of the school's people get a 403, the outsider a 404.
ALLOWED = {
    "autoupdate:results": EVERYBODY,
    "autoupdate:not_matched": EVERYBODY,
    "autoupdate:unallocated": EVERYBODY,
    "autoupdate:restore": WORKERS,
    "autoupdate:restore_undo": WORKERS,
    "autoupdate:outcomes": EVERYBODY,
    "autoupdate:holds": EVERYBODY,
    "autoupdate:hold": EVERYBODY,
    "autoupdate:hold_release": LEADERS,
    "autoupdate:accounts": EVERYBODY,
    "autoupdate:account": EVERYBODY,
    "matching:person": EVERYBODY,
    "matching:create": WORKERS,
    "matching:undo": WORKERS,
    "matching:excluded": EVERYBODY,
    "matching:excluded_add": WORKERS,
    "matching:excluded_remove": WORKERS,
}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    run: ProcessingRun = ProcessingRunFactory(
        school_mis=cast.school_mis, done=True, counts={"student": {"created": 1, "unchanged": 9}}
    )
    OutcomeFactory(run=run, code="created")
    hold: Hold = HoldFactory(run=run)
    HeldRemovalFactory(hold=hold, code="left_not_in_export")
    question = ask(cast.school_mis)
    decision = MatchDecisionFactory(mis_person=question.person, account=question.other)
    RejectedPairFactory(decision=decision)
    left_account(cast.school)
    name = ExcludedNameFactory(school=cast.school)
    pages = addresses(
        cast,
        run=run.pk,
        hold=hold.pk,
        account=question.account.pk,
        person=question.person.pk,
        decision=decision.pk,
        name=name.pk,
    )
    return Scene(cast, question, run, hold, pages)


def test_the_doors_are_meant_for_those() -> None:
    """That they open for those and for nobody else, the access matrix shows of every door."""
    for page, who in ALLOWED.items():
        assert {each for each in EVERYBODY if answer(page, "GET", each) is Answer.ALLOWED} == who
        assert answer(page, "GET", "outsider") is Answer.NOT_FOUND
        assert answer(page, "GET", ANONYMOUS) is Answer.SIGN_IN


@pytest.mark.parametrize("page", ALLOWED)
def test_what_belongs_to_another_school_is_not_found_under_ones_own(
    scene: Scene, page: str
) -> None:
    ours = f"/schools/{scene.cast.school.pk}/"
    theirs = f"/schools/{scene.cast.outsider_school.pk}/"
    address = scene.addresses[page].replace(ours, theirs)
    answered = scene.cast.client(scene.cast.outsider).get(address, follow=True)
    is_about_something = any(part.isdigit() for part in address.removeprefix(theirs).split("/"))
    assert answered.status_code == (404 if is_about_something else 200)


def test_the_same_holds_for_pressing_buttons(scene: Scene) -> None:
    account = scene.question.account.pk
    presses = {
        "matching:person": {"match": account},
        "matching:create": {},
        "matching:undo": {},
        "matching:excluded_add": {"forename": "Test"},
        "matching:excluded_remove": {},
        "autoupdate:restore": {"chosen": account, "confirmed": "yes"},
        "autoupdate:restore_undo": {},
        "autoupdate:hold_release": {"which": "all", "confirmed": "yes"},
    }
    for page, pressed in presses.items():
        for name, status in (("la_user", 403), ("outsider", 404)):
            client = scene.cast.client(getattr(scene.cast, name))
            answered = client.post(scene.addresses[page], pressed)
            assert answered.status_code == status, (page, name)
    assert scene.question.person.links.count() == 0


@pytest.mark.parametrize("who", [*sorted(EVERYBODY), "outsider"])
def test_results_of_all_schools_are_those_of_ones_own(scene: Scene, who: str) -> None:
    SchoolAssociationFactory()
    page = scene.cast.client(getattr(scene.cast, who)).get(reverse("autoupdate:results_all"))
    text = page.content.decode()
    assert ("Ashmead Primary School" in text) == (who in EVERYBODY)
    assert ("Faraway School" in text) == (who in {"desk", "outsider"})
