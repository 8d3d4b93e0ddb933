"""A Nominated Contact settles the people that no machine may settle, with scripts and without, with
a mouse and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from matching.models import ExcludedName, Link, MatchDecision, MisPerson
from tests.functional.checks import Watch, accessibility_faults
from tests.functional.conftest import Visit
from tests.functional.portal import Portal
from tests.functional.steps import asked, heading, leave, open_page, press, told

pytestmark = pytest.mark.browser
SCRIPTS = pytest.mark.parametrize("scripts", [True, False])


def standing(person: MisPerson) -> str:
    return str(MisPerson.objects.get(pk=person.pk).standing)


@SCRIPTS
def test_matching_goes_on_to_the_next_person_and_can_be_undone(
    fresh_portal: Portal, visit: Visit, *, scripts: bool
) -> None:
    person = asked("Bob")
    page = visit("contact", java_script_enabled=scripts)
    open_page(page, "autoupdate:not_matched")
    leave(page.get_by_role("link", name=person.display_name))
    heading(page, person.display_name)
    press(page, "Match")
    told(page, f"{person.display_name} is matched to")
    expect(page.locator("h1")).not_to_contain_text(person.display_name)
    assert standing(person) == "linked"
    press(page, "Undo")
    heading(page, "Take back the match")
    press(page, "Take it back")
    told(page, "requires matching again")
    assert standing(person) == "requires_matching"
    assert not Link.objects.filter(mis_person=person, ended_at__isnull=True).exists()


@SCRIPTS
def test_not_the_same_person_then_a_new_account(
    fresh_portal: Portal, visit: Visit, *, scripts: bool
) -> None:
    person = asked("Tom")
    num_offered = person.candidates.count()
    page = visit("contact", java_script_enabled=scripts)
    watch = Watch(page)
    open_page(page, "matching:person", person_id=person.pk)
    for _ in range(num_offered):
        press(page, "Not the same person")
        told(page, "The two are not offered together again")
        heading(page, person.display_name)
    assert MatchDecision.objects.filter(mis_person=person).count() == num_offered
    open_page(page, "matching:person", person_id=person.pk)
    assert not scripts or accessibility_faults(page) == []
    press(page, "Create a new account")
    told(page, "has a new account")
    link = Link.objects.get(mis_person=person, ended_at__isnull=True)
    assert link.made == "staff_created"
    assert watch.complaints == []


@SCRIPTS
def test_not_the_same_person_can_be_taken_back(
    fresh_portal: Portal, visit: Visit, *, scripts: bool
) -> None:
    person = asked("Alex")
    offered = set(person.candidates.values_list("account", flat=True))
    page = visit("contact", java_script_enabled=scripts)
    open_page(page, "matching:person", person_id=person.pk)
    press(page, "Not the same person")
    told(page, "The two are not offered together again")
    press(page, "Undo")
    press(page, "Take it back")
    told(page, "Taken back")
    assert set(person.candidates.values_list("account", flat=True)) == offered


def _tab_to(page: Page, words: str) -> None:
    """Go on with the Tab key until what has the focus says these words."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText") or ""
        if focused.strip().startswith(words):
            return
    pytest.fail(f"The Tab key never comes to “{words}”.")


def test_one_person_is_matched_by_keyboard_alone(fresh_portal: Portal, visit: Visit) -> None:
    person = asked("Kate")
    page = visit("contact")
    open_page(page, "autoupdate:not_matched")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").startswith("Skip to")
    page.keyboard.press("Enter")
    _tab_to(page, person.display_name)
    page.keyboard.press("Enter")
    heading(page, person.display_name)
    _tab_to(page, "Match")
    outline = page.evaluate(
        "(s => s.outlineStyle + s.boxShadow)(getComputedStyle(document.activeElement))"
    )
    assert outline != "nonenone", "Whoever has no mouse must see where they are."
    page.keyboard.press("Enter")
    told(page, f"{person.display_name} is matched to")
    assert standing(person) == "linked"


def test_single_keys_match_and_undo_until_they_are_turned_off(
    fresh_portal: Portal, visit: Visit
) -> None:
    person = asked("Bob")
    page = visit("contact")
    watch = Watch(page)
    open_page(page, "matching:person", person_id=person.pk)
    page.keyboard.press("1")
    expect(page.locator(":focus")).to_have_attribute("name", "match")
    page.keyboard.press("m")
    told(page, f"{person.display_name} is matched to")
    page.keyboard.press("u")
    heading(page, "Take back the match")
    page.keyboard.press("y")
    told(page, "requires matching again")
    page.keyboard.press("s")
    expect(page.locator("h1")).not_to_contain_text(person.display_name)
    page.get_by_role("button", name="Turn the keys off").click()
    shown = page.locator("h1").inner_text()
    page.keyboard.press("m")
    page.keyboard.press("x")
    open_page(page, "matching:person", person_id=person.pk)
    expect(page.get_by_text("The keys are off.")).to_be_visible()
    assert standing(person) == "requires_matching"
    assert not MatchDecision.objects.exclude(mis_person=person).filter(
        decided_by__username="contact"
    ), shown
    assert watch.complaints == []


@SCRIPTS
def test_a_name_that_should_not_be_in_uso_is_added_from_an_unmatched_person(
    fresh_portal: Portal, visit: Visit, *, scripts: bool
) -> None:
    person = asked("Jim")
    page = visit("contact", java_script_enabled=scripts)
    open_page(page, "matching:person", person_id=person.pk)
    press(page, "Give a reason")
    expect(page.get_by_label("Surname")).to_have_value(person.legal_surname)
    page.get_by_label("Why?").fill("A place-holder in SIMS.")
    press(page, "Add the name")
    told(page, "is on the list now")
    assert standing(person) == "excluded"
    press(page, "Undo")
    press(page, "Take")
    assert not ExcludedName.objects.filter(forename="Jim", removed_at__isnull=True).exists()
    assert standing(person) != "excluded"
