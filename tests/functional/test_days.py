"""Whole days of the portal's people, from the first page to the last: a head's first day, a
contact's Monday, an LA user's overview and the Service Desk's day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.actions import role_mail
from accounts.models import Membership, PortalUser, School, UsoAccount
from autoupdate.actions import nights
from autoupdate.models import Case, ProcessingRun, ReportAcceptance
from autoupdate.wake import quietly
from matching.models import ExcludedName, MisPerson
from tests.factories import (
    CandidateFactory,
    MisPersonFactory,
    SchoolAssociationFactory,
    UsoAccountFactory,
)
from tests.functional.checks import Watch
from tests.functional.conftest import Visit
from tests.functional.portal import Portal
from tests.functional.seeding import SCHOOL
from tests.functional.steps import asked, heading, leave, open_page, press, school, told
from tests.functional.test_desk_journeys import download
from tests.signing_in import code_now

pytestmark = pytest.mark.browser

#: A neighbour with SIMS of which nobody is in the portal yet.
NEW_SCHOOL = "Kingsway Primary School"
WORDS = "seven unlikely words in a row"


@pytest.fixture(autouse=True)
def _nobody_else_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test does the workers' work when it likes."""
    monkeypatch.setattr("autoupdate.actions.nights.wake", lambda *_: None)


def menu(page: Page, words: str) -> None:
    """Follow the menu."""
    leave(page.locator("nav").get_by_role("link", name=words).first)


def invited(desk: Page) -> str:
    """The desk finds the school and invites its Headteacher; returns the address in the mail."""
    desk.goto("/")
    desk.get_by_label("Find a school").fill("kingsway")
    press(desk, "Search")
    press(desk, NEW_SCHOOL)
    new = School.objects.get(name=NEW_SCHOOL)
    desk.goto(f"/schools/{new.pk}/roles/")
    press(desk, "Invite somebody")
    desk.get_by_label("E-mail address").fill("grace.new@kingsway.example")
    desk.get_by_label("Forename").fill("Grace")
    desk.get_by_label("Surname").fill("New")
    desk.get_by_label("Headteacher").check()
    press(desk, "Send the invitation")
    told(desk, "Grace New")
    mail.outbox = []
    role_mail.send_due_mails()
    (letter,) = mail.outbox
    found = re.search(r"https?://\S+/invitations/\S+", str(letter.body))
    assert found, letter.body
    return urlsplit(found[0]).path


def test_a_heads_first_day(fresh_portal: Portal, visit: Visit) -> None:
    address = invited(visit("desk"))
    page = visit()
    watch = Watch(page)
    page.goto(address)
    heading(page, "You are invited")
    page.get_by_label("Username").fill("grace.new")
    page.get_by_label("Password", exact=True).fill(WORDS)
    page.get_by_label("Password again").fill(WORDS)
    press(page, "Come in")
    heading(page, "Set up a second step")
    page.goto("/")  # nothing else opens
    heading(page, "Set up a second step")
    press(page, "Set up the app")
    secret = page.locator("main code").first.inner_text()
    page.get_by_label("code").fill(code_now(secret))
    press(page, "Switch on")
    heading(page, "Recovery codes")
    press(page, "I have kept them")
    heading(page, NEW_SCHOOL)
    menu(page, "User Accounts")
    for report in ("Staff", "Students"):
        leave(page.get_by_role("button", name=f"Accept {report}", exact=True))
        press(page, "Accept the report")
        told(page, f"You have accepted the {report} report")
    grace = PortalUser.objects.get(username="grace.new")
    accepted = ReportAcceptance.objects.filter(accepted_by=grace, withdrawn_at__isnull=True)
    assert set(accepted.values_list("report", flat=True)) == {"staff", "students"}
    assert Membership.objects.get(user=grace).school == School.objects.get(name=NEW_SCHOOL)
    assert watch.complaints == []


def more_questions(number: int) -> None:
    """More pupils of the seeded school who are like somebody with an account."""
    child = asked("Bob")
    home = child.candidates.first().account.associations.get()  # type: ignore[union-attr]
    for each in range(number):
        born = date(2015, 1, 1 + each)
        person = MisPersonFactory(
            school_mis=child.school_mis, legal_forename="Bill", date_of_birth=born
        )
        account = UsoAccountFactory(
            local_authority=school().local_authority,
            legal_forename="Will",
            legal_surname=person.legal_surname,
            date_of_birth=born,
        )
        SchoolAssociationFactory(account=account, school=home.school)
        CandidateFactory(mis_person=person, account=account)


def test_a_contacts_monday(fresh_portal: Portal, visit: Visit) -> None:
    more_questions(5)
    page = visit("contact", width=390)
    watch = Watch(page)
    page.goto("/")
    heading(page, SCHOOL)
    expect(page.get_by_role("heading", name="What needs somebody today")).to_be_visible()
    press(page, "10 people require matching")
    press(page, "Pupils not matched")
    leave(page.locator("main tbody").get_by_role("link").first)
    for _ in range(10):
        name = page.locator("h1").inner_text()
        press(page, "Match")
        told(page, f"{name} is matched to")
    assert not MisPerson.objects.filter(standing="requires_matching").exists()
    page.goto("/")
    press(page, "See the results")
    press(page, "Pupils unallocated")
    left = UsoAccount.objects.filter(unallocated_at__isnull=False).order_by("pk")[0]
    leave(page.locator("main tbody").get_by_role("link", name=left.display_name))
    press(page, "Restore")
    press(page, "Restore")
    told(page, "restored")
    left.refresh_from_db()
    assert left.unallocated_at is None
    page.goto("/")
    press(page, "See the results")
    press(page, "MIS names that should not be in USO")
    press(page, "Add a name")
    page.get_by_label("Forename").fill("Trial")
    page.get_by_label("Surname").fill("Person")
    page.get_by_label("Why?").fill("For trying things out.")
    press(page, "Add the name")
    told(page, "is on the list now")
    assert ExcludedName.objects.filter(forename="Trial", removed_at__isnull=True).exists()
    page.get_by_role("button", name="more pages").click()
    menu(page, "Upload History")
    heading(page, "Upload History")
    assert watch.complaints == []


def test_an_la_users_overview(portal: Portal, visit: Visit, tmp_path: Path) -> None:
    page = visit("la_user")
    watch = Watch(page)
    page.goto("/")
    heading(page, "Schools")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(School.objects.filter(local_authority__name="Northbrook").count())
    press(page, "Held")
    expect(rows).to_have_count(1)
    names = [row[0] for row in download(page, "Download", to=tmp_path / "schools.csv")]
    assert names[1:] == [SCHOOL]
    leave(rows.first.get_by_role("link", name=SCHOOL))
    heading(page, SCHOOL)
    expect(page.locator("main")).not_to_contain_text("Your turn")
    page.goto("/")
    menu(page, "Nights")
    expect(page.get_by_role("img").first).to_be_visible()
    press(page, "Last 365 nights")
    figures = download(page, "Download", to=tmp_path / "nights.csv")
    assert figures[0][:2] == ["Night of", "Created"]
    assert len(figures) == 366
    menu(page, "Last processed files")
    expect(page.locator("main tbody")).to_contain_text("Processed: 20 rows")
    outside = School.objects.exclude(local_authority__name="Northbrook").values_list(
        "pk", flat=True
    )
    answered = page.goto(f"/schools/{outside[0]}/")
    assert answered is not None
    assert answered.status == 404
    expected = ("download=csv", "404")  # a download is no page, and a refusal was asked for
    assert [each for each in watch.complaints if not any(word in each for word in expected)] == []


def case_of(page: Page, kind: str, fields: Mapping[str, str]) -> Case:
    """The school's contact raises a case from the menu."""
    page.goto("/")
    menu(page, "Service Desk")
    press(page, "Raise an issue")
    page.get_by_label(kind, exact=True).check()
    press(page, "Continue")
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    press(page, "Send to the Service Desk")
    told(page, "is with the Service Desk")
    made: Case = Case.objects.latest("pk")
    return made


def test_the_desks_day(fresh_portal: Portal, visit: Visit) -> None:
    contact, desk = visit("contact"), visit("desk")
    watch = Watch(desk)
    bob = asked("Bob")
    question = {
        "What is it about": "A pupil has no account",
        "What should the Service Desk know": "It is Bob.",
    }
    why = case_of(contact, "Anything else", question)
    keys = case_of(contact, "Use Bromcom, or new keys for it", {})

    desk.goto("/")
    press(desk, "A pupil has no account")
    press(desk, "Assign to me")
    told(desk, "looks after the case now")
    press(desk, "The desk’s page of the school")
    desk.get_by_label("Why now?").fill("The school asked about a pupil.")
    press(desk, "Process this school now")
    heading(desk, "Processing run")
    with quietly():
        assert nights.work() == 1
    expect(desk.locator("main .uso-tag").first).to_have_text("Done")
    assert ProcessingRun.objects.latest("pk").cause == "force"
    open_page(desk, "autoupdate:desk_school")
    desk.get_by_label("Name, or ID in SIMS").fill(bob.display_name)
    press(desk, "Search")
    desk.get_by_text("An answer to paste into the case").first.click()
    answer = desk.locator("main .uso-answer").first.inner_text()
    assert "Bob" in answer
    desk.goto(f"/desk/cases/{why.pk}/")
    desk.get_by_label("Answer to the school").fill(answer)
    press(desk, "Send the answer")
    told(desk, "answer")

    desk.goto("/")
    press(desk, keys.subject)
    press(desk, "Do what this case asks")
    press(desk, "Yes, do it")
    told(desk, "The conversation says what was done")
    assert watch.complaints == []

    contact.goto(f"/schools/{school().pk}/cases/{why.pk}/")
    expect(contact.locator("main")).to_contain_text(answer.splitlines()[0])
    menu(contact, "User Accounts")
    press(contact, "Show the keys")
    expect(contact.locator("main")).to_contain_text("Supplier password")
