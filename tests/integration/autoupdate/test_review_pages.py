"""Review Non-MIS Accounts on its pages, at home and in the settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.models import AuditEvent
from autoupdate.actions import reviewing
from autoupdate.models import NonMisKeep, NonMisReview
from tests.factories import CandidateFactory, MisChangeFactory, MisPersonFactory, NonMisKeepFactory
from tests.integration.autoupdate.non_mis_scenes import held, linked, no_longer_linked
from tests.integration.conftest import Cast
from tests.integration.matching.requested import with_keys


def page(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk, *args])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def names(cast: Cast, query: str = "", who: str = "head") -> set[str]:
    answer = cast.client(cast.everybody()[who]).get(page(cast, "non_mis") + query)
    return {row.record.account.username for row in answer.context["table"].rows}


def settle(cast: Cast, client: Any, **pressed: Any) -> Any:
    return client.post(page(cast, "non_mis_settle"), pressed, follow=True)


def day(days: int) -> dict[str, int]:
    until = timezone.localdate() + timedelta(days=days)
    return {"until_day": until.day, "until_month": until.month, "until_year": until.year}


def test_the_list_with_its_filters_and_download(cast: Cast) -> None:
    made, left = held(cast.school), no_longer_linked(cast.school_mis)
    kept = NonMisKeepFactory(school=cast.school, account=held(cast.school)).account
    gone = NonMisKeepFactory(
        school=cast.school,
        account=held(cast.school),
        kept_until=timezone.localdate() - timedelta(days=1),
    ).account
    linked(cast.school_mis)
    on_the_list = {made.username, left.username, gone.username}
    assert names(cast) == names(cast, who="la_user") == on_the_list
    assert names(cast, "?why=ended") == {left.username}
    assert names(cast, "?show=kept") == {kept.username}
    assert names(cast, "?show=all&kind=student") == {*on_the_list, kept.username}
    assert names(cast, f"?q={made.username}") == {made.username}
    client = cast.client(cast.head)
    shown = text_of(client.get(page(cast, "non_mis")))
    assert "Link ended" in shown
    assert "Was kept until" in shown
    assert "Never" in shown
    assert "Nobody has marked a review as done yet" in shown
    assert "No longer keep" in text_of(client.get(page(cast, "non_mis") + "?show=kept"))
    sent = client.get(page(cast, "non_mis") + "?show=all&download=csv").getvalue().decode()
    assert kept.username in sent
    assert "A governor." in sent
    noted = AuditEvent.objects.get(action="account.list_downloaded")
    assert (noted.after or {})["filter"]["list"] == "non-mis-accounts"
    assert 'name="chosen"' not in text_of(cast.client(cast.la_user).get(page(cast, "non_mis")))


def test_keeping_many_asks_first_and_names_them(cast: Cast) -> None:
    accounts = [held(cast.school) for _ in range(2)]
    chosen = [each.pk for each in accounts]
    client = cast.client(cast.nominated_contact)
    asked = settle(cast, client, chosen=chosen, do="keep")
    assert "Keep 2 accounts?" in text_of(asked)
    assert all(each.username in text_of(asked) for each in accounts)
    missing = settle(cast, client, chosen=chosen, do="keep", confirmed="yes")
    assert "Say why" in text_of(missing)
    assert "Enter the day until which" in text_of(missing)
    late = settle(cast, client, chosen=chosen, do="keep", confirmed="yes", reason="x", **day(-3))
    assert "Choose a day after today" in text_of(late)
    done = settle(cast, client, chosen=chosen, do="keep", confirmed="yes", reason="x", **day(9))
    assert "kept." in text_of(done)
    assert names(cast) == set()
    settle(cast, client, chosen=chosen, do="stop")
    assert not NonMisKeep.objects.filter(ended_at__isnull=True).exists()
    again = settle(cast, client, chosen=chosen, do="stop")
    assert "on the list again" not in text_of(again)


def test_ending_asks_first_and_can_be_undone(cast: Cast) -> None:
    account, client = held(cast.school), cast.client(cast.head)
    asked = settle(cast, client, chosen=account.pk, do="end")
    assert f"End {account.display_name}?" in text_of(asked)
    named = linked(cast.school_mis)
    done = settle(
        cast, client, chosen=[account.pk, named.pk], do="end", confirmed="x", reason="Left."
    )
    undo = page(cast, "non_mis_undo")
    assert undo in text_of(done)
    assert "because SIMS names them now" in text_of(done)
    assert "Take back ending" in text_of(client.get(undo))
    assert "held here again" in text_of(client.post(undo, follow=True))
    assert "nothing to take back" in text_of(client.get(undo, follow=True))
    client.post(undo)
    gone = settle(cast, client, chosen=named.pk, do="end")
    assert "not on the list any more" in text_of(gone)
    settle(cast, client, chosen=named.pk, do="end", confirmed="x", reason="Left.")
    settle(cast, client, chosen=named.pk, do="keep", confirmed="x", reason="Left.", **day(9))
    assert names(cast) == {account.username}


@pytest.mark.parametrize(
    "pressed", [{}, {"chosen": "1"}, {"do": "end"}, {"chosen": "1", "do": "?"}]
)
def test_an_empty_choice_is_answered_with_a_sentence(cast: Cast, pressed: dict[str, str]) -> None:
    answer = settle(cast, cast.client(cast.head), **pressed)
    assert "Tick the accounts first" in text_of(answer)


def test_a_review_is_marked_as_done(cast: Cast) -> None:
    held(cast.school)
    client, done = cast.client(cast.colleague), page(cast, "non_mis_done")
    assert "with 1 account on the list" in text_of(client.get(done))
    assert "marked as done" in text_of(client.post(done, follow=True))
    assert NonMisReview.objects.get().reviewed_by == cast.colleague
    listed = text_of(client.get(page(cast, "non_mis")))
    assert "with 1 account left on the list" in listed


def test_a_busy_school_refuses_kindly(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    account, client = held(cast.school), cast.client(cast.head)
    settle(cast, client, chosen=account.pk, do="end", confirmed="x", reason="Left.")
    monkeypatch.setattr(reviewing, "lock_school", _busy)
    for name in ("non_mis_undo", "non_mis_done"):
        assert "Try again" in text_of(client.post(page(cast, name), follow=True))


def _busy(school_id: int) -> None:
    raise ActionRefused("Try again in a minute.")


def test_one_account_with_why_and_whom_it_may_be(cast: Cast) -> None:
    account = with_keys(held(cast.school))
    same = {
        "school_mis": cast.school_mis,
        "legal_forename": account.legal_forename,
        "legal_surname": account.legal_surname,
    }
    person = MisPersonFactory(**same)
    CandidateFactory(mis_person=person, account=account)
    other = MisPersonFactory(**same, standing="incomplete", date_of_birth=None)
    client, one = cast.client(cast.head), page(cast, "non_mis_account", account.pk)
    shown = text_of(client.get(one))
    assert "It was made by hand, and SIMS has not named this person." in shown
    assert "requires matching" in shown
    assert f'value="{person.pk}"' in shown
    assert "Press one of the buttons" in text_of(client.post(one, follow=True))
    led = client.post(one, {"person": other.pk})
    assert led["Location"] == reverse("matching:person", args=[cast.school.pk, other.pk])
    refused = client.post(one, {"match": other.pk}, follow=True)
    assert "does not require matching" in text_of(refused)
    done = client.post(one, {"match": person.pk}, follow=True)
    assert "is matched to" in text_of(done)
    assert names(cast) == set()
    after = client.get(one, follow=True)
    assert "There is nothing to review" in text_of(after)


def test_why_in_sentences(cast: Cast) -> None:
    client = cast.client(cast.la_user)
    left, never = no_longer_linked(cast.school_mis), held(cast.school, origin="night")
    NonMisKeepFactory(school=cast.school, account=never)
    shown = text_of(client.get(page(cast, "non_mis_account", left.pk)))
    assert "Its link to SIMS ended on" in shown
    assert "no longer in the mis" in shown
    assert "Nobody who waits in SIMS is similar" in shown
    kept = text_of(client.get(page(cast, "non_mis_account", never.pk)))
    assert "SIMS has never named this person" in kept
    assert "A governor." in kept


def test_home_and_settings_say_that_a_review_is_due(cast: Cast) -> None:
    held(cast.school)
    client = cast.client(cast.nominated_contact)
    home, settings = page(cast, "school"), page(cast, "settings")
    assert "non-MIS account to review" not in text_of(client.get(home))
    before = cast.school_mis.started_at
    MisChangeFactory(
        before__school=cast.school,
        before__ended_at=before,
        before__started_at=before - timedelta(days=9),
        after=cast.school_mis,
        state="confirmed",
        settled_at=timezone.now(),
        settled_by=cast.head,
    )
    assert "1 non-MIS account to review" in text_of(client.get(home))
    assert "The change of MIS was confirmed on" in text_of(client.get(settings))
    assert "A review is due" in text_of(client.get(page(cast, "non_mis")))
    client.post(page(cast, "non_mis_done"))
    assert "non-MIS account to review" not in text_of(client.get(home))
