"""Review Non-MIS Accounts: who is on the list and why; keeping, ending, and when it is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent, School, SchoolMis, UsoAccount
from autoupdate.actions import review_mail
from autoupdate.actions.review_mail import MOST_ATTEMPTS, remind
from autoupdate.actions.reviewing import end, keep, mark_done, stop_keeping, undo_end
from autoupdate.models import NonMisKeep, ReviewReminder
from autoupdate.queries.non_mis import held_without_mis, to_review, with_reasons
from autoupdate.queries.reviews import due_of, year_began
from autoupdate.tasks.reviews import remind_of_reviews
from tests.factories import MisChangeFactory, NonMisKeepFactory, NonMisReviewFactory, SchoolFactory
from tests.integration.autoupdate.non_mis_scenes import held, linked, no_longer_linked
from tests.integration.conftest import Cast

#: Well inside a school year; everything of these tests' schools began long before it.
NOW = datetime(2031, 1, 15, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2029, 3, 1, tzinfo=UTC)


def ids(school: School) -> set[int]:
    return set(to_review(school, today=timezone.localdate()).values_list("account", flat=True))


def in_a_month() -> date:
    return timezone.localdate() + timedelta(days=30)


def test_who_is_on_the_list_and_why(cast: Cast) -> None:
    made = held(cast.school)
    left = no_longer_linked(cast.school_mis)
    taken_in = held(cast.school, origin="night")
    linked(cast.school_mis)
    held(cast.outsider_school)
    former = linked(_former(cast))  # a live link in the former MIS still names its person
    found = {
        each.account: each
        for each in with_reasons(held_without_mis(cast.school), school=cast.school)
    }
    assert {account: each.why for account, each in found.items()} == {
        made: "hand",
        left: "ended",
        taken_in: "never",
    }
    assert former not in found
    assert found[made].last_seen_at is None
    assert found[made].since == found[made].started_at
    assert found[left].last_seen_at < found[left].since == left.links.get().ended_at


def _former(cast: Cast) -> SchoolMis:
    return SchoolMis.objects.create(
        school=cast.school,
        product="arbor",
        started_at=LONG_AGO - timedelta(days=900),
        ended_at=timezone.now(),
    )


def test_whoever_is_kept_is_off_the_list_until_that_day_is_over(cast: Cast) -> None:
    account, other = held(cast.school), held(cast.school)
    chosen = [account.pk, linked(cast.school_mis).pk]
    kept = keep(
        chosen, school=cast.school, until=in_a_month(), reason=" A governor. ", by=cast.head
    )
    assert kept == [account]
    assert ids(cast.school) == {other.pk}
    row = with_reasons(held_without_mis(cast.school).filter(account=account), school=cast.school)
    assert (row.get().kept_until, row.get().kept_for) == (in_a_month(), "A governor.")
    NonMisKeep.objects.update(kept_until=timezone.localdate() - timedelta(days=1))
    assert ids(cast.school) == {account.pk, other.pk}

    keep([account.pk], school=cast.school, until=in_a_month(), reason="Again.", by=cast.head)
    assert ids(cast.school) == {other.pk}
    back = stop_keeping([account.pk, other.pk], school=cast.school, by=cast.head)
    assert back == [account]
    assert ids(cast.school) == {account.pk, other.pk}
    done = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(done) == ["account.kept", "account.kept", "account.not_kept"]


@pytest.mark.parametrize("days", [0, -1, 800])
def test_nobody_is_kept_until_a_day_that_is_over_or_too_far_ahead(cast: Cast, days: int) -> None:
    until = timezone.localdate() + timedelta(days=days)
    with pytest.raises(ActionRefused, match="Choose a day after today"):
        keep([held(cast.school).pk], school=cast.school, until=until, reason="x", by=cast.head)


def test_ending_and_taking_it_back(cast: Cast) -> None:
    account = held(cast.school, year_group="5")
    NonMisKeepFactory(school=cast.school, account=account)
    named, stranger = linked(cast.school_mis), held(cast.outsider_school)
    chosen = [account.pk, named.pk, stranger.pk]
    changed = end(chosen, school=cast.school, reason="Left.", by=cast.head)
    assert (changed.done, changed.skipped) == ((account,), (named,))
    account.refresh_from_db()
    assert account.unallocated_at is not None
    assert account.associations.get().end_reason == "staff"
    assert not NonMisKeep.objects.filter(ended_at__isnull=True).exists()
    event = AuditEvent.objects.get(action="account.ended_in_review")
    assert (event.reason, event.after) == ("Left.", {"unallocated": True})

    back = undo_end(chosen, school=cast.school, by=cast.head)
    assert back.done == (account,)
    live = account.associations.get(ended_at__isnull=True)
    assert (live.source, live.year_group) == ("hand", "5")
    assert ids(cast.school) == {account.pk}
    assert undo_end(chosen, school=cast.school, by=cast.head).done == ()


def test_a_reason_must_be_given(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="Say why"):
        end([held(cast.school).pk], school=cast.school, reason="  ", by=cast.head)


@pytest.mark.parametrize("who", ["la_user", "outsider"])
def test_others_review_nothing(cast: Cast, who: str) -> None:
    by, account = cast.everybody()[who], held(cast.school)
    deeds: list[Any] = [
        lambda: keep([account.pk], school=cast.school, until=in_a_month(), reason="x", by=by),
        lambda: stop_keeping([account.pk], school=cast.school, by=by),
        lambda: end([account.pk], school=cast.school, reason="x", by=by),
        lambda: undo_end([account.pk], school=cast.school, by=by),
        lambda: mark_done(cast.school, by=by),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()


def test_a_review_is_marked_as_done_with_what_is_left(cast: Cast) -> None:
    held(cast.school)
    review = mark_done(cast.school, by=cast.colleague)
    assert (review.num_left, review.school_mis) == (1, cast.school_mis)
    assert AuditEvent.objects.get(action="review.done").after == {"num_left": 1}


def test_a_school_without_an_mis_has_nothing_to_review(cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="has not chosen its MIS yet"):
        mark_done(SchoolFactory(), by=cast.desk)


@pytest.mark.parametrize(
    ("today", "began"),
    [
        (date(2030, 8, 31), date(2029, 9, 1)),
        (date(2030, 9, 1), date(2030, 9, 1)),
        (date(2031, 1, 15), date(2030, 9, 1)),
    ],
)
def test_when_a_school_year_began(today: date, began: date) -> None:
    assert year_began(today) == began


@pytest.fixture
def school(cast: Cast) -> School:
    """A school that has used its MIS for long, with an account to review."""
    SchoolMis.objects.update(started_at=LONG_AGO)
    held(cast.school)
    return cast.school


def due(school: School) -> tuple[str, date, int] | None:
    found = due_of(school, now=NOW)
    return (found.occasion.value, found.since, found.num) if found else None


def test_a_school_year_asks_for_a_review(school: School, cast: Cast) -> None:
    assert due(school) == ("school_year", date(2030, 9, 1), 1)
    review = NonMisReviewFactory(school_mis=cast.school_mis, reviewed_at=LONG_AGO)
    assert due(school) is not None
    review.reviewed_at = NOW - timedelta(days=1)
    review.save()
    assert due(school) is None


def test_a_confirmed_change_of_mis_asks_for_a_review(school: School, cast: Cast) -> None:
    settled = datetime(2030, 12, 2, tzinfo=UTC)
    change = MisChangeFactory(
        after=cast.school_mis, before=_former(cast), state="taken_back", settled_at=settled,
        settled_by=cast.head,
    )  # fmt: skip
    NonMisReviewFactory(school_mis=cast.school_mis, reviewed_at=settled - timedelta(days=9))
    assert due(school) is None
    change.state = "confirmed"
    change.save()
    assert due(school) == ("mis_changed", date(2030, 12, 2), 1)


def test_nothing_is_due_where_nothing_is_on_the_list(school: School, cast: Cast) -> None:
    NonMisKeepFactory(school=school, account=UsoAccount.objects.get(), kept_until=date(2031, 3, 1))
    assert due(school) is None


def test_nothing_is_due_in_the_first_year_of_an_mis(school: School) -> None:
    SchoolMis.objects.update(started_at=datetime(2030, 10, 1, tzinfo=UTC))
    assert due(school) is None


def test_contacts_are_reminded_once_an_occasion(school: School, cast: Cast) -> None:
    assert remind(now=NOW) == 1
    to = sorted(address for each in mail.outbox for address in each.to)
    assert to == sorted([cast.nominated_contact.email, cast.colleague.email])
    assert f"A new school year has begun at {school}." in mail.outbox[0].body
    assert "1 USO account is held there without the MIS" in mail.outbox[0].body
    assert remind(now=NOW + timedelta(days=1)) == 0
    assert remind(now=NOW + timedelta(days=365)) == 1


def test_the_leaders_are_reminded_where_there_is_no_contact(school: School, cast: Cast) -> None:
    for each in (cast.nominated_contact, cast.colleague):
        each.memberships.update(ended_at=NOW)
    remind(now=NOW)
    to = {address for each in mail.outbox for address in each.to}
    assert to == {cast.head.email, cast.head_proxy.email}


def test_a_mail_that_fails_is_tried_again(
    school: School, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object) -> int:
        raise SMTPException

    with monkeypatch.context() as patched:
        patched.setattr(mail.EmailMessage, "send", fail)
        assert remind(now=NOW) == 0
    reminder = ReviewReminder.objects.get()
    assert (reminder.num_attempts, reminder.sent_at) == (1, None)
    assert remind(now=NOW) == 1
    ReviewReminder.objects.update(sent_at=None, num_attempts=MOST_ATTEMPTS)
    assert remind(now=NOW) == 0


def test_a_reminder_that_is_overtaken_is_dropped(school: School, cast: Cast) -> None:
    ReviewReminder.objects.create(school=school, occasion="school_year", since=date(2029, 9, 1))
    assert remind(now=NOW) == 1
    assert ReviewReminder.objects.get().since == date(2030, 9, 1)
    assert not review_mail._send(0, now=NOW)


@pytest.mark.django_db
def test_the_task_reminds() -> None:
    remind_of_reviews()
    assert mail.outbox == []
