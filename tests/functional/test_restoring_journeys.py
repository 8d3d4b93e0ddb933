"""A Nominated Contact restores accounts that the process unallocated: one, many, and undoes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from accounts.models import UsoAccount
from tests.functional.checks import Watch, accessibility_faults, hidden_focus
from tests.functional.conftest import Visit
from tests.functional.portal import Portal
from tests.functional.seeding import NUM_LEFT
from tests.functional.steps import heading, leave, open_page, press, told

pytestmark = pytest.mark.browser


def num_unallocated() -> int:
    return UsoAccount.objects.filter(unallocated_at__isnull=False).count()


def test_one_account_is_restored_from_its_page(fresh_portal: Portal, visit: Visit) -> None:
    account = UsoAccount.objects.filter(unallocated_at__isnull=False).order_by("pk")[0]
    page = visit("contact")
    open_page(page, "autoupdate:unallocated")
    leave(page.get_by_role("link", name=account.display_name).first)
    heading(page, account.display_name)
    press(page, "Restore")
    heading(page, f"Restore {account.display_name}?")
    press(page, "Restore")
    told(page, "restored")
    heading(page, account.display_name)
    account.refresh_from_db()
    assert account.unallocated_at is None


@pytest.mark.parametrize("scripts", [True, False])
def test_all_are_restored_at_once_and_taken_back(
    fresh_portal: Portal, visit: Visit, *, scripts: bool
) -> None:
    page = visit("contact", java_script_enabled=scripts)
    watch = Watch(page)
    open_page(page, "autoupdate:unallocated")
    if scripts:
        page.get_by_role("button", name="Select all on this page").click()
    else:
        for box in page.locator("input[name=chosen]").all():
            box.check()
    press(page, "Restore")
    heading(page, f"Restore {NUM_LEFT} accounts?")
    assert not scripts or accessibility_faults(page) == []
    press(page, "Restore")
    told(page, "restored")
    assert num_unallocated() == 0
    press(page, "Undo")
    heading(page, "Take back restoring")
    press(page, "Unallocate again")
    told(page, "unallocated again")
    assert num_unallocated() == NUM_LEFT
    assert watch.complaints == []


def test_restoring_nobody_says_what_to_do(portal: Portal, visit: Visit) -> None:
    page = visit("contact")
    open_page(page, "autoupdate:unallocated")
    press(page, "Restore")
    told(page, "Tick")
    expect(page.locator("input[name=chosen]")).to_have_count(NUM_LEFT)


def test_the_bar_of_chosen_rows_hides_nothing_that_has_the_focus(
    portal: Portal, visit: Visit
) -> None:
    page = visit("contact")
    bar = page.locator(".uso-bulk__bar")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 500})
        open_page(page, "autoupdate:slips")
        page.locator("input[name=chosen]").first.focus()
        page.keyboard.press("Space")
        expect(bar).to_have_css("position", "sticky")
        for _ in range(16):
            page.keyboard.press("Tab")
            assert hidden_focus(page, under=".uso-bulk__bar") == "", width
        assert page.evaluate("scrollY") > 0, "The rows did not reach the bar."
        for _ in range(4):
            page.keyboard.press("Shift+Tab")
            assert hidden_focus(page, under=".uso-bulk__bar") == "", width
