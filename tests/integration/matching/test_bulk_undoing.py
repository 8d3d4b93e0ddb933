"""New accounts that were made together are taken back together."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from matching.actions import bulk_undoing
from matching.actions.bulk_creating import Made
from matching.actions.bulk_undoing import ask_together, undo_together
from matching.actions.undoing import undo
from matching.models import Decision, Link, MatchDecision, Standing
from tests.integration.conftest import Cast
from tests.integration.matching.test_bulk_creating import create, weakly_asked


def three(cast: Cast) -> tuple[Made, UUID]:
    """Three people who got accounts together, and their number."""
    made = create(cast, *(weakly_asked(cast.school_mis) for _ in range(3)))
    assert made.together is not None
    return made, made.together


def page_of(cast: Cast, together: UUID) -> str:
    return reverse("matching:undo_together", args=[cast.school.pk, together])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_one_press_takes_all_of_them_back_each_with_a_decision(cast: Cast) -> None:
    made, together = three(cast)
    done = undo_together(together, school=cast.school, by=cast.head)
    assert len(done.decisions) == 3
    assert done.left_out == ()
    for each in made.created:
        each.person.refresh_from_db()
        each.account.refresh_from_db()
        assert each.person.standing == Standing.REQUIRES_MATCHING
        assert each.person.candidates.count() == 1
        assert not each.account.is_allocated
    assert MatchDecision.objects.filter(decision=Decision.CREATE_UNDONE).count() == 3
    assert AuditEvent.objects.filter(action="match.creation_undone", by=cast.head).count() == 3
    again = undo_together(together, school=cast.school, by=cast.nominated_contact)
    assert again.decisions == ()
    assert all("took back the account" in each.why for each in again.left_out)


def test_whoever_was_taken_back_or_left_before_is_left_out(cast: Cast) -> None:
    made, together = three(cast)
    undo(MatchDecision.objects.get(mis_person=made.created[0].person), by=cast.colleague)
    gone = made.created[1]
    Link.objects.filter(account=gone.account).update(made="returned")
    done = undo_together(together, school=cast.school, by=cast.head)
    assert [each.account for each in done.decisions] == [made.created[2].account]
    assert {each.person for each in done.left_out} == {made.created[0].person, gone.person}
    assert any("by this decision any more" in each.why for each in done.left_out)


def test_one_that_cannot_be_taken_back_at_the_last_moment_stops_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, together = three(cast)
    first = made.created[0].person

    def undo_others(decision: MatchDecision, **about: Any) -> MatchDecision:
        if decision.mis_person == first:
            raise ActionRefused("Not now.")
        return undo(decision, **about)

    monkeypatch.setattr(bulk_undoing, "undo", undo_others)
    done = undo_together(together, school=cast.school, by=cast.head)
    assert len(done.decisions) == 2
    assert [each.why for each in done.left_out] == ["Not now."]


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_it_needs_the_permission(cast: Cast, who: str) -> None:
    _, together = three(cast)
    with pytest.raises(PermissionDenied):
        undo_together(together, school=cast.school, by=getattr(cast, who))


def test_one_alone_has_nothing_to_be_taken_back_with(cast: Cast) -> None:
    assert create(cast, weakly_asked(cast.school_mis)).together is None


def test_the_page_names_them_and_does_it(cast: Cast) -> None:
    made, together = three(cast)
    client = cast.client(cast.nominated_contact)
    decided = text_of(client.get(reverse("matching:decided", args=[cast.school.pk])))
    assert decided.count(page_of(cast, together)) == 3
    asked = text_of(client.get(page_of(cast, together)))
    assert "Take back the new accounts of 3 pupils?" in asked
    assert all(each.account.username in asked for each in made.created)
    done = text_of(client.post(page_of(cast, together), follow=True))
    assert "Taken back. 3 pupils require matching again." in done
    late = text_of(client.get(page_of(cast, together), follow=True))
    assert "All of this has been taken back already" in late
    told = text_of(client.post(page_of(cast, together), follow=True))
    assert "took back the account" in told


def test_no_other_school_and_no_other_number_is_known(cast: Cast) -> None:
    _, together = three(cast)
    client = cast.client(cast.head)
    assert client.get(page_of(cast, uuid4())).status_code == 404
    assert cast.client(cast.outsider).get(page_of(cast, together)).status_code == 404
    assert ask_together(together, school=cast.outsider_school).decisions == ()


def test_a_busy_school_refuses_kindly(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _, together = three(cast)

    def busy(school_id: int) -> None:
        raise ActionRefused("Please try again in a minute.")

    monkeypatch.setattr(bulk_undoing, "lock_school", busy)
    answer = cast.client(cast.head).post(page_of(cast, together), follow=True)
    assert "Please try again" in text_of(answer)
