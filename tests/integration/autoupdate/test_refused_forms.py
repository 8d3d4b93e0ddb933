"""What was typed is still there where an action is refused, with why, and the field named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.urls import reverse

from accounts.actions.locking import BUSY
from accounts.actions.refused import ActionRefused
from accounts.forms import PortalForm, say_why
from accounts.models import Role
from accounts.views.role_forms import KeepForm
from matching.actions.correcting import correct_name
from tests.factories import (
    CaseFactory,
    FieldOptOutFactory,
    LinkFactory,
    RoleRequestFactory,
    SchoolAssociationFactory,
)
from tests.integration.autoupdate.non_mis_scenes import held
from tests.integration.conftest import Cast

TYPED: Final = "Typed in a hurry"
Scene = Callable[[Cast], tuple[str, dict[str, Any]]]


def of_account(name: str, **posted: Any) -> Scene:
    def scene(cast: Cast) -> tuple[str, dict[str, Any]]:
        made: Any = SchoolAssociationFactory(school=cast.school)
        LinkFactory(account=made.account, mis_person__school_mis=cast.school_mis, is_leading=True)
        if name == "account_give_back":
            made.end_reason, made.ended_at = "staff", made.started_at
            made.save()
        if name == "account_name_release":
            about: dict[str, Any] = {
                "school": cast.school,
                "by": cast.head,
                "reason": "As she says",
            }
            correct_name(made.account, forename="Lex", surname="", **about)
        return reverse(f"autoupdate:{name}", args=[cast.school.pk, made.account_id]), posted

    return scene


def in_review(deed: str, **posted: Any) -> Scene:
    def scene(cast: Cast) -> tuple[str, dict[str, Any]]:
        chosen = {"do": deed, "confirmed": "yes", "chosen": held(cast.school).pk}
        return reverse("autoupdate:non_mis_settle", args=[cast.school.pk]), {**chosen, **posted}

    return scene


def opting_in(cast: Cast) -> tuple[str, dict[str, Any]]:
    out: Any = FieldOptOutFactory(school=cast.school, sub_report="students", field="house")
    about = [cast.school.pk, out.sub_report, out.field]
    return reverse("autoupdate:desk_opt_in", args=about), {}


def refusing_a_request(cast: Cast) -> tuple[str, dict[str, Any]]:
    asked: Any = RoleRequestFactory(school=cast.school, role=Role.HEAD)
    return reverse("accounts:role_answer", args=[cast.school.pk, asked.pk, "refuse"]), {}


def answering_as_school(cast: Cast) -> tuple[str, dict[str, Any]]:
    case: Any = CaseFactory(school=cast.school)
    address = reverse("autoupdate:case_answer", args=[cast.school.pk, case.pk])
    return address, {"text": TYPED}


def resolving(cast: Cast) -> tuple[str, dict[str, Any]]:
    case: Any = CaseFactory(school=cast.school)
    return reverse("autoupdate:desk_case_resolve", args=[case.pk]), {"text": TYPED}


AHEAD: Final = {"until_day": "31", "until_month": "8", "until_year": "2098"}
#: What is done → what refuses it, and the scene.
REFUSED: Final[dict[str, tuple[str, Scene]]] = {
    "let go": ("accounts.actions.ending.lock_school", of_account("account_let_go")),
    "give back": ("accounts.actions.restoring.lock_school", of_account("account_give_back")),
    "correct": (
        "matching.actions.correcting.lock_school",
        of_account("account_name", forename="Lex", surname="Li"),
    ),
    "release": ("matching.actions.correcting.lock_school", of_account("account_name_release")),
    "keep": ("autoupdate.actions.reviewing.lock_school", in_review("keep", **AHEAD)),
    "end": ("autoupdate.actions.reviewing.lock_school", in_review("end")),
    "opt in": ("autoupdate.actions.opt_outs.lock_school", opting_in),
    "refuse a request": ("accounts.actions.role_requests.lock_place", refusing_a_request),
    "answer a case": ("autoupdate.actions.cases.lock_case", answering_as_school),
    "resolve a case": ("autoupdate.actions.desk_cases.lock_case", resolving),
}


def busy(*_: object, **__: object) -> None:
    raise ActionRefused(BUSY)


@pytest.mark.parametrize("deed", REFUSED)
def test_what_was_typed_is_still_there(
    cast: Cast, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, scene = REFUSED[deed]
    address, posted = scene(cast)
    monkeypatch.setattr(lock, busy)
    by = cast.desk if "/desk/" in address or deed == "refuse a request" else cast.head
    answer: Any = cast.client(by).post(address, {"reason": TYPED, **posted})
    assert answer.status_code == 422
    assert "being processed just now" in answer.text
    for words in {TYPED, *(each for each in posted.values() if str(each) in ("Lex", "Li"))}:
        assert words in answer.text
    if posted.get("until_year"):
        assert 'value="2098"' in answer.text


def test_a_day_that_cannot_be_is_named_with_the_reason_kept(cast: Cast) -> None:
    address, posted = in_review("keep", **AHEAD, reason=TYPED)(cast)
    answer: Any = cast.client(cast.head).post(address, posted)
    assert answer.status_code == 422
    assert 'href="#id_until' in answer.text, "the summary leads to the day"
    assert "Choose a day after today" in answer.text
    assert TYPED in answer.text
    assert 'value="2098"' in answer.text


def test_an_answer_that_came_too_late_can_be_sent_by_opening_the_case_again(cast: Cast) -> None:
    case: Any = CaseFactory(school=cast.school, resolved=True)
    client = cast.client(cast.head)
    about = [cast.school.pk, case.pk]
    answer: Any = client.post(reverse("autoupdate:case_answer", args=about), {"text": TYPED})
    assert "the school can reopen it" in answer.text
    assert reverse("autoupdate:case_reopen", args=about) in answer.text
    assert TYPED in answer.text


@pytest.mark.parametrize(
    ("field", "beside"), [("until", "until"), ("", "__all__"), ("reason", "__all__")]
)
def test_a_refusal_stands_beside_its_field_where_the_form_has_it(field: str, beside: str) -> None:
    form: PortalForm = KeepForm({})
    say_why(form, ActionRefused("No.", field=field))
    assert form.errors == {beside: ["No."]}
