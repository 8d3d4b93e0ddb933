"""What the pages of Whole School Bulk Results say, and that many rows cost no more queries."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.actions.restoring import restore
from accounts.models import AccountKind, AssociationEnd, UsoAccount
from autoupdate.models import ProcessingRun
from matching.models import MisPerson, Standing
from tests.factories import (
    CandidateFactory,
    ExcludedNameFactory,
    HeldRemovalFactory,
    HoldFactory,
    MisPersonFactory,
    OutcomeFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
    UploadFactory,
    accept_reports,
)
from tests.integration.accounts.test_restoring import left_account
from tests.integration.conftest import Cast
from tests.integration.matching.scenes import ask

PUPILS = AccountKind.STUDENT


def address(cast: Cast, name: str, *args: Any) -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk, *args])


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def rows_of(client: Client, page: str) -> list[list[str]]:
    """The rows of a download, the headings first."""
    answer: Any = client.get(page)
    assert answer["Content-Type"].startswith("text/csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def waiting(cast: Cast, standing: Standing, code: str, **details: Any) -> MisPerson:
    made: MisPerson = MisPersonFactory(
        school_mis=cast.school_mis, standing=standing, standing_code=code, **details
    )
    return made


@pytest.fixture
def run(cast: Cast) -> ProcessingRun:
    counts = {
        "student": {"created": 2, "unchanged": 40, "left_not_in_export": 1},
        "staff": {"updated": 1},
        "contacts": {"added": 3, "changed": 0, "removed": 0, "of_unknown_people": 0},
    }
    made: ProcessingRun = ProcessingRunFactory(school_mis=cast.school_mis, done=True, counts=counts)
    return made


def test_the_front_page_counts_and_leads_on(cast: Cast, run: ProcessingRun) -> None:
    accept_reports(cast.school_mis, "students", "staff")
    ask(cast.school_mis)
    waiting(cast, Standing.INCOMPLETE, "no_date_of_birth")
    left_account(cast.school)
    ExcludedNameFactory(school=cast.school)
    UploadFactory(
        school_mis=cast.school_mis,
        state="processed",
        processed_run=run,
        num_rows=912,
        num_problems=3,
        received_at=timezone.now() - timedelta(hours=3),
    )
    UploadFactory(
        school_mis=cast.school_mis,
        report="staff",
        sub_report="staff",
        state="processed",
        processed_run=run,
        num_rows=104,
    )
    UploadFactory(school_mis=cast.school_mis, state="ready")
    hold = HoldFactory(run=run)
    HeldRemovalFactory(hold=hold, code="left_not_in_export")

    page = cast.client(cast.head).get(address(cast, "results"))
    shown = text_of(page)
    tiles = {each["label"]: each for each in page.context["tiles"]}
    assert tiles["Pupils not matched"]["value"] == 1
    assert tiles["Pupils not matched"]["hint"] == "1 more without an account"
    assert tiles["Pupils unallocated"]["value"] == 1
    assert tiles["Staff unallocated"]["value"] == 0
    assert tiles["MIS names that should not be in USO"]["value"] == 1
    for words in ("912 rows", "3 problems", "3 hours ago", "Ready to process", "104 rows"):
        assert words in shown
    assert "1 person waits" in shown
    outcomes = address(cast, "outcomes", run.pk)
    assert f"{outcomes}?kind=student&amp;code=created" in shown
    assert "code=unchanged" not in shown
    assert "Contacts" in shown


def test_a_school_that_was_never_processed(cast: Cast) -> None:
    shown = text_of(cast.client(cast.head).get(address(cast, "results")))
    assert "Nothing has been processed yet" in shown
    assert "No report is accepted yet" in shown
    accept_reports(cast.school_mis, "students")
    assert "None yet" in text_of(cast.client(cast.head).get(address(cast, "results")))


def test_a_school_without_a_mis(cast: Cast) -> None:
    cast.school_mis.ended_at = timezone.now()
    cast.school_mis.save()
    client = cast.client(cast.desk)
    assert "your MIS" in text_of(client.get(address(cast, "results")))
    page = address(cast, "not_matched", PUPILS)
    assert "Nobody is without an account" in text_of(client.get(page))
    assert "Nothing fits these filters" in text_of(client.get(page, {"q": "zzz"}))


def test_everybody_without_an_account_has_a_reason_and_a_remedy(cast: Cast) -> None:
    question = ask(cast.school_mis, legal_surname="Zebedee")
    ruled_out = waiting(cast, Standing.REQUIRES_MATCHING, "requires_matching")
    nameless = waiting(cast, Standing.INCOMPLETE, "record_unusable", legal_surname="Faulty")
    OutcomeFactory(
        run__school_mis=cast.school_mis,
        mis_person=nameless,
        code="record_unusable",
        detail={"problem": "birth_date_in_future"},
    )
    waiting(cast, Standing.NOT_STARTED, "not_started")
    waiting(cast, Standing.EXCLUDED, "code of long ago")
    waiting(cast, Standing.LINKED, "created", legal_surname="Linked")
    shown = text_of(cast.client(cast.head).get(address(cast, "not_matched", PUPILS)))
    for words in (
        "Compare with 2 accounts: likely",
        "Everybody similar was ruled out",
        "The record in SIMS has a problem",
        "The start date in SIMS has not come",
        "Should not be in USO.",
        "Match 2 pupils",
    ):
        assert words in shown
    assert "Linked" not in shown
    assert reverse("matching:person", args=[cast.school.pk, ruled_out.pk]) in shown
    first = reverse("matching:person", args=[cast.school.pk, question.person.pk])
    assert f'href="{first}" role="button"' in shown
    assert shown.index(question.person.legal_surname) < shown.index(ruled_out.legal_surname)


def test_the_list_says_for_how_long_people_have_waited(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(days=12)
    ask(cast.school_mis, legal_surname="Young")
    ask(cast.school_mis, legal_surname="Older", first_seen_at=long_ago)
    client, page = cast.client(cast.head), address(cast, "not_matched", PUPILS)
    answer = client.get(page)
    assert answer.context["tiles"][0]["hint"] == "The longest: 12 days"
    shown = text_of(answer)
    assert shown.index("Older") < shown.index("Young")
    assert text_of(client.get(f"{page}?sort=name")).index("Older") > 0
    only = client.get(f"{page}?waited=7")
    assert [each.legal_surname for each in only.context["table"].data.data] == ["Older"]
    rows = rows_of(client, f"{page}?download=csv&waited=7")
    assert rows[0][-1] == "Waiting"
    assert len(rows) == 2


def test_the_likeliest_come_first_where_one_asks_for_it(cast: Cast) -> None:
    none = waiting(cast, Standing.REQUIRES_MATCHING, "requires_matching", legal_surname="None")
    weak = waiting(cast, Standing.REQUIRES_MATCHING, "requires_matching", legal_surname="Weak")
    CandidateFactory(mis_person=weak, score=48)
    likely = ask(cast.school_mis, legal_surname="Likely").person
    client, page = cast.client(cast.head), address(cast, "not_matched", PUPILS)

    def order(query: str) -> list[MisPerson]:
        table = client.get(f"{page}?{query}").context["table"]
        return [row.record for row in table.paginated_rows]

    assert order("sort=-reason") == [likely, weak, none]
    assert order("sort=reason") == [none, weak, likely]
    assert order("likely=weak") == [weak]
    assert order("likely=none") == [none]
    assert order("likely=likely&sort=-reason") == [likely]
    first = client.get(f"{page}?sort=-reason").context
    queue = reverse("matching:person", args=[cast.school.pk, likely.pk])
    assert first["first_url"] == f"{queue}?sort=-reason"
    assert (first["num_to_choose"], first["start_label"]) == (2, "Match 3 pupils")
    assert cast.client(cast.la_user).get(page).context["start_label"] == "Look at 3 pupils"


def test_what_exactly_is_missing_is_a_filter_too(cast: Cast) -> None:
    waiting(cast, Standing.INCOMPLETE, "no_date_of_birth", legal_surname="Undated")
    waiting(cast, Standing.INCOMPLETE, "no_name", legal_surname="")
    client, page = cast.client(cast.head), address(cast, "not_matched", PUPILS)
    table = client.get(f"{page}?standing=no_date_of_birth").context["table"]
    assert [row.record.legal_surname for row in table.paginated_rows] == ["Undated"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=zoë+abbott", {"Zoë Abbott"}),
        ("standing=not_started", {"Ben Baker"}),
        ("year_group=9", {"Zoë Abbott"}),
        ("reg_group=8c", {"Ben Baker"}),
        ("sort=-name", {"Zoë Abbott", "Ben Baker"}),
        ("standing=nonsense&page=99", {"Zoë Abbott", "Ben Baker"}),
        ("page=x", {"Zoë Abbott", "Ben Baker"}),
    ],
)
def test_people_without_an_account_are_filtered(cast: Cast, query: str, expected: set[str]) -> None:
    code = "requires_matching"
    one = {"legal_forename": "Zoë", "legal_surname": "Abbott", "year_group": "9"}
    two = {"legal_forename": "Ben", "legal_surname": "Baker", "year_group": "8", "reg_group": "8C"}
    waiting(cast, Standing.REQUIRES_MATCHING, code, **one)
    waiting(cast, Standing.NOT_STARTED, "not_started", **two)
    page = cast.client(cast.head).get(f"{address(cast, 'not_matched', PUPILS)}?{query}")
    assert {row.record.display_name for row in page.context["table"].paginated_rows} == expected


def test_staff_have_roles_where_pupils_have_years(cast: Cast) -> None:
    waiting(cast, Standing.NOT_STARTED, "not_started", kind="staff", job_title="Caretaker")
    client = cast.client(cast.head)
    staff = text_of(client.get(address(cast, "not_matched", AccountKind.STAFF)))
    pupils = text_of(client.get(address(cast, "not_matched", PUPILS)))
    assert "Caretaker" in staff
    assert "Year and class" not in staff
    assert "Caretaker" not in pupils


def test_downloads_are_complete_and_safe(cast: Cast) -> None:
    evil = {"legal_forename": "=HYPERLINK(1)", "legal_surname": "@SUM"}
    waiting(cast, Standing.INCOMPLETE, "no_name", **evil)
    for number in range(60):
        waiting(cast, Standing.NOT_STARTED, "not_started", legal_surname=f"Name{number:02}")
    page = f"{address(cast, 'not_matched', PUPILS)}?download=csv&sort=name&page=2"
    rows = rows_of(cast.client(cast.head), page)
    assert rows[0][0] == "Name"
    assert len(rows) == 62
    assert rows[1][0] == "'=HYPERLINK(1) @SUM"
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_unallocated_are_those_whom_the_process_let_go(cast: Cast) -> None:
    gone = left_account(cast.school)
    moved = left_account(cast.school)
    SchoolAssociationFactory(account=moved, school=cast.outsider_school)
    UsoAccount.objects.filter(pk=moved.pk).update(unallocated_at=None)
    restored = left_account(cast.school)
    restore([restored.pk], school=cast.school, by=cast.head)
    by_hand = SchoolAssociationFactory(
        school=cast.school,
        started_at=timezone.now() - timedelta(days=9),
        ended_at=timezone.now(),
        end_reason=AssociationEnd.STAFF,
    ).account
    theirs = left_account(cast.outsider_school)
    person = MisPersonFactory(school_mis=cast.school_mis)
    outcome = OutcomeFactory(
        run__school_mis=cast.school_mis,
        mis_person=person,
        account=gone,
        code="left_not_in_export",
    )
    shown = text_of(cast.client(cast.head).get(address(cast, "unallocated", PUPILS)))
    for account, is_there in ((gone, 1), (moved, 1), (restored, 0), (by_hand, 0), (theirs, 0)):
        assert (account.username in shown) == bool(is_there), account
    assert "At another school" in shown
    assert address(cast, "outcomes", outcome.run_id) in shown
    assert "Year 9, 9B" in shown


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 2),
        ("now=elsewhere", 1),
        ("now=unallocated", 1),
        ("end_reason=leaving_date", 0),
        ("q=nobody", 0),
        ("sort=place", 2),
        ("sort=-ended_at", 2),
    ],
)
def test_the_unallocated_are_filtered(cast: Cast, query: str, number: int) -> None:
    left_account(cast.school)
    moved = left_account(cast.school)
    UsoAccount.objects.filter(pk=moved.pk).update(unallocated_at=None)
    page = cast.client(cast.head).get(f"{address(cast, 'unallocated', PUPILS)}?{query}")
    assert len(page.context["table"].rows) == number


def test_who_may_not_restore_has_no_boxes(cast: Cast) -> None:
    left_account(cast.school)
    page = address(cast, "unallocated", PUPILS)
    assert 'name="chosen"' in text_of(cast.client(cast.colleague).get(page))
    assert 'name="chosen"' not in text_of(cast.client(cast.la_user).get(page))
    headings = rows_of(cast.client(cast.head), f"{page}?download=csv")[0]
    assert "Select" not in headings


def test_the_outcomes_of_a_run(cast: Cast, run: ProcessingRun) -> None:
    def outcome(code: str, **details: Any) -> None:
        person = MisPersonFactory(school_mis=cast.school_mis, **details.pop("person", {}))
        OutcomeFactory(run=run, mis_person=person, code=code, **details)

    changes = {
        "legal_surname": ["Smith", "Jones"],
        "date_of_birth": ["2014-05-17", ""],
        "starts_on": ["2026-09-01", "not a date"],
        "year_group": ["7", "8"],
        "upn": ["", ""],
    }
    outcome("updated", detail={"changes": changes}, person={"legal_surname": "Jones"})
    outcome("no_date_of_birth", person={"kind": "staff"})
    outcome("created")
    client, page = cast.client(cast.head), address(cast, "outcomes", run.pk)
    shown = text_of(client.get(page))
    for words in (
        "Legal surname: Smith → Jones",
        "Date of birth: 17 May 2014 → nothing",
        "1 September 2026 → not a date",
        "Year group: Year 7 → Year 8",
        "UPN changed",
        "Enter the date of birth in SIMS",
    ):
        assert words in shown
    for query, number in (("code=created", 1), ("kind=staff", 1), ("q=jones", 1), ("", 3)):
        assert len(client.get(f"{page}?{query}").context["table"].rows) == number
    rows = rows_of(client, f"{page}?download=csv&code=updated")
    assert rows[1][3] == "Updated"
    assert "Smith → Jones" in rows[1][4]


def test_results_of_many_schools(cast: Cast, run: ProcessingRun) -> None:
    accept_reports(cast.school_mis, "students", "staff")
    UploadFactory(
        school_mis=cast.school_mis, report="students", state="processed", processed_run=run
    )
    ask(cast.school_mis)
    client, page = cast.client(cast.desk), reverse("autoupdate:results_all")
    assert "Never" in text_of(client.get(page))
    found = text_of(client.get(f"{page}?q={cast.school.name}"))
    assert cast.school.name in found
    assert cast.outsider_school.name not in found
    rows = rows_of(client, f"{page}?download=csv&la={cast.local_authority.pk}")
    assert [row[0] for row in rows[1:]] == [cast.school.name]
    last = dict(zip(*rows, strict=True))
    assert "Processed:" in last["Students"]
    assert last["Staff"] == "None yet"


@pytest.mark.parametrize(
    "name", ["results", "not_matched", "unallocated", "outcomes", "results_all"]
)
def test_many_rows_cost_no_more_queries(
    cast: Cast,
    run: ProcessingRun,
    name: str,
    settings: Settings,
    django_assert_max_num_queries: Any,
) -> None:
    settings.FACTS_ARE_FRESH_FOR = timedelta(minutes=1)  # a copy is taken for many, not for each
    accept_reports(cast.school_mis, "students", "staff")
    for _ in range(25):
        person = ask(cast.school_mis).person
        CandidateFactory(mis_person=person)
        OutcomeFactory(run=run, mis_person=person, code="requires_matching")
        account = left_account(cast.school)
        gone = MisPersonFactory(school_mis=cast.school_mis, standing=Standing.LEFT)
        OutcomeFactory(run=run, mis_person=gone, account=account, code="left_not_in_export")
    args: dict[str, list[Any]] = {
        "not_matched": [PUPILS],
        "unallocated": [PUPILS],
        "outcomes": [run.pk],
    }
    page = (
        reverse("autoupdate:results_all")
        if name == "results_all"
        else address(cast, name, *args.get(name, []))
    )
    client = cast.client(cast.head)
    client.get(page)  # the first one notes the session; each costs five statements for it
    with django_assert_max_num_queries(16):
        client.get(page)
