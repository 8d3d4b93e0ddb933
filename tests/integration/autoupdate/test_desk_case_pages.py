"""The Service Desk's queue, and its page of one case; by the cast."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import PortalUser, Role
from autoupdate.models import Case
from tests.factories import CaseFactory, CaseMessageFactory, user_with_role
from tests.factories.cases import IRIS_SECRETS
from tests.integration.conftest import Cast

QUEUE = "/desk/cases/"


def page(name: str, case: Case) -> str:
    return reverse(f"autoupdate:{name}", args=[case.pk])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def case(cast: Cast) -> Case:
    made: Case = CaseFactory(school=cast.school, raised_by=cast.head, iris=True)
    return made


@pytest.fixture
def colleague(cast: Cast) -> PortalUser:
    return user_with_role(Role.SERVICE_DESK)


def found(cast: Cast, **query: Any) -> list[Case]:
    answer = cast.client(cast.desk).get(QUEUE, query)
    return [row.record for row in answer.context["table"].rows]


def test_the_queue_is_filtered_and_searched(cast: Cast, case: Case, colleague: PortalUser) -> None:
    mine = CaseFactory(assigned_to=cast.desk, assigned_at=case.raised_at, state="with_school")
    theirs = CaseFactory(assigned_to=colleague, assigned_at=case.raised_at)
    done = CaseFactory(resolved=True, school=cast.school)
    CaseMessageFactory(case=theirs, text="The flux capacitor hums.")
    assert found(cast) == [case, theirs, mine]  # our turn first
    assert found(cast, state="all") == [case, theirs, mine, done]
    assert found(cast, state="resolved") == [done]
    assert found(cast, state="with_school") == [mine]
    assert found(cast, assigned="me") == [mine]
    assert found(cast, assigned="nobody") == [case]
    assert found(cast, assigned=str(colleague.pk)) == [theirs]
    assert found(cast, kind="iris_connection") == [case]
    assert found(cast, school="ashmead") == [case]
    assert found(cast, school=cast.school.dfe_number, state="all") == [case, done]
    assert found(cast, q="flux") == [theirs]
    assert found(cast, q="connect iris") == [case]
    assert found(cast, q=f"case {mine.pk}") == [mine]
    assert found(cast, q="9" * 12) == []
    assert found(cast, sort="-raised_at")[0] == theirs
    Case.objects.filter(pk=theirs.pk).update(state_at=case.state_at - timedelta(days=1))
    assert found(cast) == [theirs, case, mine]  # whoever has waited longest for us
    assert found(cast, state="nonsense") == [theirs, case, mine]


def test_an_empty_queue_says_so(cast: Cast, case: Case) -> None:
    assert "Nothing fits these filters." in text_of(cast.client(cast.desk).get(QUEUE, {"q": "zzz"}))
    Case.objects.all().delete()
    assert "No case is open" in text_of(cast.client(cast.desk).get(QUEUE))


def test_the_queue_is_downloaded(cast: Cast, case: Case) -> None:
    answer = cast.client(cast.desk).get(QUEUE, {"download": "csv"})
    lines = b"".join(answer).decode().splitlines()
    assert len(lines) == 2
    assert f"Case {case.pk}: Connect IRIS,{cast.school.name} ({cast.school.dfe_number})" in lines[1]
    assert "The desk’s turn" in lines[1]
    assert "Nobody yet" in lines[1]


def test_the_queue_costs_the_same_however_long(cast: Cast) -> None:
    def num_queries() -> int:
        with CaptureQueriesContext(connection) as told:
            cast.client(cast.desk).get(QUEUE)
        return len(told)

    CaseMessageFactory(case__assigned_to=cast.desk, case__assigned_at=cast.desk.date_joined)
    before = num_queries()
    CaseMessageFactory.create_batch(
        9, case__assigned_to=cast.desk, case__assigned_at=cast.desk.date_joined
    )
    assert num_queries() == before


def test_a_case_is_worked_on_from_its_page(cast: Cast, case: Case, colleague: PortalUser) -> None:
    client = cast.client(cast.desk)
    text = text_of(client.get(page("desk_case", case)))
    assert "Nobody looks after it yet." in text
    assert "Received, kept sealed" in text
    assert "Assign to me" in text
    for secret in IRIS_SECRETS.values():
        assert secret not in text
    answer = client.post(page("desk_case_assign", case), {"to": cast.desk.pk}, follow=True)
    assert f"{cast.desk} looks after the case now." in text_of(answer)
    assert "Assign to me" not in text_of(answer)
    answer = client.post(page("desk_case_note", case), {"note-text": "Rang."}, follow=True)
    assert "Internal note" in text_of(answer)
    answer = client.post(page("desk_case_answer", case), {"text": "Which day?"}, follow=True)
    assert "Your answer is with the school." in text_of(answer)
    assert "The school’s turn" in text_of(answer)
    assert "is erased, and has not gone" in text_of(client.get(page("desk_case_resolve", case)))
    answer = client.post(page("desk_case_resolve", case), {"text": "All done."}, follow=True)
    assert "The case is resolved." in text_of(answer)
    assert "All done." in text_of(answer)
    assert "is erased" not in text_of(client.get(page("desk_case_resolve", case)))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("desk_case_answer", {}, "Write something first"),
        ("desk_case_note", {}, "Write something first"),
        ("desk_case_assign", {}, "Choose who looks after the case"),
        ("desk_case_assign", {"to": "0"}, "Select a valid choice"),
        ("desk_case_resolve", {"text": "x" * 10_001}, "characters or fewer"),
    ],
)
def test_what_is_missing_is_said(
    cast: Cast, case: Case, name: str, data: dict[str, str], said: str
) -> None:
    answer = cast.client(cast.desk).post(page(name, case), data)
    assert (answer.status_code, said in text_of(answer)) == (422, True)


def test_a_refusal_is_said_on_the_page(cast: Cast) -> None:
    case = CaseFactory(school=cast.school, resolved=True)
    answer = cast.client(cast.desk).post(page("desk_case_answer", case), {"text": "Late words"})
    assert answer.status_code == 422
    assert "is resolved, so nothing was changed" in text_of(answer)
    assert "Late words" in text_of(answer), "what was typed is still there"


@pytest.mark.parametrize("who", ["head", "nominated_contact", "la_user"])
def test_the_schools_people_have_no_page_of_the_desk(cast: Cast, case: Case, who: str) -> None:
    client = cast.client(getattr(cast, who))
    assert client.get(page("desk_case", case)).status_code == 403
    assert client.get(QUEUE).status_code == 403


def test_nobody_else_finds_it(cast: Cast, case: Case) -> None:
    assert cast.client(cast.outsider).get(page("desk_case", case)).status_code == 404
    assert cast.client(cast.desk).get("/desk/cases/0/").status_code == 404
    assert cast.anonymous.get(page("desk_case", case)).status_code == 302
    assert cast.anonymous.get(QUEUE).status_code == 302


def test_what_a_case_asks_for_is_one_button_and_a_question(cast: Cast, case: Case) -> None:
    client = cast.client(cast.desk)
    Case.objects.filter(pk=case.pk).update(raised_by=cast.head)
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    text = text_of(client.get(page("desk_case", case)))
    assert "Do what this case asks: connect IRIS" in text
    ask = reverse("autoupdate:desk_case_carry_out", args=[case.pk, "now"])
    assert ask in text
    asked = client.get(ask)
    assert "becomes visible to Ashmead Primary School" in text_of(asked)
    assert 'name="expected" value="offer,start,take"' in text_of(asked)
    stale = client.post(ask, {"expected": "take"}, follow=True)
    assert "something has changed since the page was opened" in text_of(stale)
    done = text_of(client.post(ask, {"expected": "offer,start,take"}, follow=True))
    assert "Done. The conversation says what was done." in done
    assert "Made IRIS (iSAMS and Ed:gen) visible to the school." in done
    assert "Took credentials over into the connection" in done
    assert "Taken over" in done
    assert client.get(ask).status_code == 302  # it is resolved


def test_it_can_be_prepared_for_a_later_day(cast: Cast, case: Case) -> None:
    client = cast.client(cast.desk)
    ask = reverse("autoupdate:desk_case_carry_out", args=[case.pk, "later"])
    assert ask in text_of(client.get(page("desk_case", case)))
    assert "Only prepare it, for later?" in text_of(client.get(ask))
    done = client.post(ask, {"expected": "offer,keep"}, follow=True)
    assert "Kept what the school entered, sealed" in text_of(done)
    other = reverse("autoupdate:desk_case_carry_out", args=[case.pk, "sometimes"])
    assert client.get(other).status_code == 404


def test_why_it_cannot_be_done_is_said_in_place_of_the_button(cast: Cast) -> None:
    case = CaseFactory(
        school=cast.school, kind="change_mis", subject="Change MIS", details={"mis": "sims"}
    )
    client = cast.client(cast.desk)
    ask = reverse("autoupdate:desk_case_carry_out", args=[case.pk, "now"])
    text = text_of(client.get(page("desk_case", case)))
    assert "uses this MIS already" in text
    assert ask not in text
    assert client.get(ask).status_code == 302


def test_a_case_is_raised_for_a_school_from_its_page(cast: Cast) -> None:
    desk, new = cast.client(cast.desk), reverse("autoupdate:desk_case_new", args=[cast.school.pk])
    home = reverse("autoupdate:desk_school", args=[cast.school.pk])
    assert new in text_of(desk.get(home))
    kinds = text_of(desk.get(new))
    assert 'value="other"' in kinds
    assert 'value="iris_connection"' not in kinds, "The desk enters no secrets."
    assert "There is something about people that the school does not want to upload." in kinds
    assert "Process our data now" not in kinds
    sealed = desk.get(new, {"kind": "iris_connection"})
    assert sealed.context["asked"] is None
    assert "something secret, which only the school enters" in text_of(sealed)
    assert "uses that MIS" not in text_of(desk.get(new, {"kind": "birthday"}))
    assert "The school does not use that MIS" in text_of(desk.get(new, {"kind": "arbor_endpoint"}))
    fields = {"about": "A teacher has no account", "message": "Since Monday."}
    missing = desk.post(f"{new}?kind=other", fields)
    assert missing.status_code == 422
    assert "Say who of the school asked" in text_of(missing)
    done = desk.post(f"{new}?kind=other", {**fields, "asked_by": "Ms Okafor"}, follow=True)
    case = Case.objects.get(subject="A teacher has no account")
    assert done.redirect_chain == [(page("desk_case", case), 302)]
    assert "you look after it" in text_of(done)
    for answered in (
        cast.client(cast.head).get(reverse("autoupdate:case", args=[cast.school.pk, case.pk])),
        cast.client(cast.head).get(reverse("autoupdate:cases", args=[cast.school.pk])),
    ):
        assert "of the Service Desk for the school, asked by Ms Okafor" in text_of(answered)
    desk.post(f"{new}?kind=process_now", {"message": "Now.", "asked_by": "Ms Okafor"})
    same = desk.get(new, {"kind": "process_now"}, follow=True)
    assert "The school has asked for this already" in text_of(same)
    assert cast.client(cast.head).get(new).status_code == 403
    assert cast.client(cast.outsider).get(new).status_code == 404
