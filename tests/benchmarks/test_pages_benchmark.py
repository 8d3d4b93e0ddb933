"""The pages' benchmark itself: it measures what it says, and pages cost the same queries for more
people. No times are judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from accounts.models import NameEntry, SchoolAssociation, UsoAccount
from accounts.queries.named import named_anywhere
from autoupdate.models import FactsCopied, StudentContact
from autoupdate.queries.non_mis import held_without_mis
from matching.models import Link, MisPerson
from sandbox.benchmark.base import Base, build
from sandbox.benchmark.pages import measure
from sandbox.management.commands import benchmark_pages

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def _kept_open() -> Iterator[None]:
    """A request outside a test client closes the connection, and the test's transaction with it."""
    both = (request_started, request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


def queries(figures: dict[str, Any]) -> dict[str, int]:
    return {name: cost["queries"] for name, cost in figures["pages"].items()}


def figures_of(*, num_accounts: int, seed: int) -> dict[str, Any]:
    """What is measured at two more schools, with one surname typed."""
    FactsCopied.objects.all().delete()  # copied anew by a first time that does not count
    base = build(num_accounts=num_accounts, num_schools=2, seed=seed)
    return measure(replace(base, surnames=base.surnames[:1]), num_times=1)


@pytest.mark.usefixtures("_kept_open")
def test_pages_cost_the_same_queries_for_more_people(settings: Any) -> None:
    settings.FACTS_ARE_FRESH_FOR = timedelta(hours=1)
    few, many = figures_of(num_accounts=120, seed=1), figures_of(num_accounts=300, seed=2)
    assert set(few) == {"pages", "empty_page", "search"}
    costs = [*many["pages"].values(), many["empty_page"], many["search"]]
    assert all(set(each) == {"median_ms", "p95_ms", "queries"} for each in costs)
    assert all(0 < each["median_ms"] <= each["p95_ms"] for each in costs)
    grown = {
        name: (number, queries(many)[name])
        for name, number in queries(few).items()
        if queries(many)[name] > number
    }
    assert grown == {}
    assert {name: num for name, num in queries(many).items() if num > MOST_QUERIES} == {}
    assert few["search"]["queries"] == many["search"]["queries"]


def test_a_base_is_what_the_portal_would_hold() -> None:
    base = build(num_accounts=60, num_schools=2, seed=3)
    assert (UsoAccount.objects.count(), NameEntry.objects.count()) == (60, 60)
    assert SchoolAssociation.objects.count() == 60
    assert Link.objects.count() == 60 - SchoolAssociation.objects.filter(source="hand").count()
    assert held_without_mis(base.schools[0]).exists()
    assert StudentContact.objects.exists()
    assert {each.trust is None for each in base.schools} == {True, False}
    assert MisPerson.objects.exclude(standing__in=["linked", "left"]).count() == 8
    assert all(named_anywhere(name).account_ids for name in base.surnames)
    held = UsoAccount.objects.filter(unallocated_at=None, associations__ended_at=None)
    assert held.count() == UsoAccount.objects.filter(unallocated_at=None).count()


def test_the_command_prints_one_object(monkeypatch: pytest.MonkeyPatch) -> None:
    class Nowhere:
        def __init__(self, name: str) -> None:
            pass

        def __enter__(self) -> None:
            pass

        def __exit__(self, *error: Any) -> None:
            pass

    cost = {"median_ms": 1.0, "p95_ms": 2.0, "queries": 3}
    figures = {"pages": {"home": cost}, "empty_page": cost, "search": cost}
    monkeypatch.setattr(benchmark_pages, "own_database", Nowhere)
    monkeypatch.setattr(benchmark_pages, "build", lambda **_: Base((), ()))
    monkeypatch.setattr(benchmark_pages, "measure", lambda _, **__: dict(figures))
    for words, wanted in ((["--json"], '"accounts": 9, "schools": 2'), ([], "home ")):
        out = StringIO()
        call_command("benchmark_pages", "--accounts", "9", "--schools", "2", *words, stdout=out)
        assert wanted in out.getvalue()
