"""Username slips: for whom, as a page to print and as CSV; each time is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, UsoAccount
from autoupdate.actions.slips import Form, note_slips
from autoupdate.views import slips
from tests.factories import (
    GroupMembershipFactory,
    LinkFactory,
    OutcomeFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
)
from tests.integration.conftest import Cast


def page(cast: Cast, name: str = "slips", query: str = "") -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk]) + query


def text_of(answer: Any) -> str:
    if answer.streaming:
        return str(answer.getvalue().decode())
    return str(answer.content.decode())


def held(cast: Cast, **more: Any) -> UsoAccount:
    account: UsoAccount = SchoolAssociationFactory(school=cast.school, **more).account
    return account


def listed(cast: Cast, query: str = "") -> set[UsoAccount]:
    answer = cast.client(cast.head).get(page(cast, query=query))
    return {row.record.account for row in answer.context["table"].rows}


def test_who_is_new_or_of_a_year_class_or_group(cast: Cast) -> None:
    old = held(
        cast, started_at=timezone.now() - timedelta(days=400), year_group="6", reg_group="6A"
    )
    new = held(cast, year_group="R")
    staff = held(cast, account__kind="staff", job_title="Teacher")
    ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    link = LinkFactory(mis_person__school_mis=cast.school_mis, account=new)
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    OutcomeFactory(run=run, mis_person=link.mis_person, account=new, code="created")
    group = GroupMembershipFactory(
        group__school_mis=cast.school_mis, mis_person=link.mis_person
    ).group
    assert listed(cast) == {old, new, staff}
    since = (timezone.localdate() - timedelta(days=30)).isoformat()
    assert listed(cast, f"?since={since}") == {new, staff}
    assert listed(cast, "?new=last_run") == {new}
    assert listed(cast, "?kind=staff") == {staff}
    assert listed(cast, "?year_group=6") == listed(cast, "?reg_group=6a") == {old}
    assert listed(cast, f"?group={group.pk}") == {new}
    assert listed(cast, f"?q={old.username}") == {old}
    ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    assert listed(cast, "?new=last_run") == set()


def test_slips_of_chosen_people_and_of_all(cast: Cast) -> None:
    pupil = held(cast, year_group="6", reg_group="6A")
    staff = held(cast, account__kind="staff", job_title="Teacher")
    client, made = cast.client(cast.nominated_contact), page(cast, "slips_made")
    shown = text_of(client.post(made, {"chosen": pupil.pk, "do": "print"}))
    assert pupil.username in shown
    assert "Year 6, 6A" in shown
    assert "Your teacher gives you one" in shown
    assert staff.username not in shown
    every = text_of(client.post(page(cast, "slips_made", "?kind=staff"), {"all": "yes"}))
    assert staff.username in every
    assert pupil.username not in every
    sent = text_of(client.post(made, {"all": "yes", "do": "csv"}))
    assert f"{pupil.display_name},{pupil.username},Pupils,Year 6,6A,,{cast.school}" in sent
    events = AuditEvent.objects.order_by("pk")
    assert [(each.action, each.after["num"]) for each in events if each.after] == [
        ("slips.printed", 1),
        ("slips.printed", 1),
        ("slips.downloaded", 2),
    ]
    assert events[0].after == {"num": 1, "accounts": [pupil.pk]}


def test_what_cannot_be_made_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = SchoolAssociationFactory(school=cast.outsider_school).account
    client, made = cast.client(cast.head), page(cast, "slips_made")
    assert "Tick the people first" in text_of(
        client.post(made, {"chosen": elsewhere.pk}, follow=True)
    )
    assert client.get(page(cast, "slips_made", "?kind=staff"))["Location"].endswith("?kind=staff")
    held(cast)
    monkeypatch.setattr(slips, "MOST", 0)
    assert "more than 0 slips" in text_of(client.post(made, {"all": "yes"}, follow=True))
    assert not AuditEvent.objects.exists()


def test_the_results_lead_to_the_slips_of_whoever_is_new(cast: Cast) -> None:
    ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    results = reverse("autoupdate:results", args=[cast.school.pk])
    link = page(cast, query="?new=last_run")
    assert link in text_of(cast.client(cast.head).get(results))
    assert link not in text_of(cast.client(cast.la_user).get(results))


def test_others_make_none(cast: Cast) -> None:
    for by in (cast.la_user, cast.outsider):
        with pytest.raises(PermissionDenied):
            note_slips([1], school=cast.school, form=Form.CSV, by=by)
