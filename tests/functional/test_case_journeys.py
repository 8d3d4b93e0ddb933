"""A school asks for IRIS with its credentials, and the Service Desk does it with one click."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from autoupdate.models import Case, MisConnection
from autoupdate.queries.reports import mis_in_use
from autoupdate.reaching import secrets_of
from tests.functional.checks import Watch, accessibility_faults, overflow
from tests.functional.conftest import Visit
from tests.functional.portal import Portal
from tests.functional.steps import heading, leave, open_page, press, school, told

pytestmark = pytest.mark.browser

CLIENT_ID, SECRET = "oakfield-client-9917", "a-Secret-that-nobody-reads"


def close_the_seeded_case(page: Page) -> None:
    """It asks for the same: the school needs that one no more."""
    open_page(page, "autoupdate:case")
    press(page, "We do not need this any more")
    press(page, "Close the case")
    told(page, "The case is closed.")


def ask_for_iris(page: Page) -> None:
    """First with nothing filled in, then with everything."""
    open_page(page, "autoupdate:cases")
    press(page, "Raise an issue")
    page.get_by_label("Connect IRIS (iSAMS or Ed:gen)").check()
    press(page, "Continue")
    press(page, "Send to the Service Desk")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter the client secret")
    page.get_by_label("Client ID", exact=True).fill(CLIENT_ID)
    page.get_by_label("Client secret", exact=True).fill(SECRET)
    page.get_by_label("MIS URL").fill("https://oakfield.isams.cloud")
    page.get_by_label("Anything the Service Desk should know").fill("From Monday, please.")
    press(page, "Send to the Service Desk")
    told(page, "is with the Service Desk")
    expect(page.locator("main")).to_contain_text("Received, kept sealed")


def do_what_it_asks(desk: Page) -> None:
    """From the queue to the one click; no secret is on the way."""
    desk.goto("/desk/cases/?kind=iris_connection")
    leave(desk.get_by_role("link", name="Connect IRIS", exact=True))
    press(desk, "Assign to me")
    told(desk, "looks after the case now")
    assert CLIENT_ID not in desk.content()
    assert SECRET not in desk.content()
    press(desk, "Do what this case asks: connect IRIS")
    heading(desk, "Do what this case asks")
    expect(desk.locator("main")).to_contain_text("changes from SIMS to IRIS")
    press(desk, "Yes, do it")
    told(desk, "The conversation says what was done")
    expect(desk.locator("main")).to_contain_text("Taken over")


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 390)])
def test_a_school_asks_for_iris_and_the_desk_connects_it(
    fresh_portal: Portal, visit: Visit, *, scripts: bool, width: int
) -> None:
    page = visit("contact", java_script_enabled=scripts, width=width)
    watch = Watch(page)
    close_the_seeded_case(page)
    ask_for_iris(page)
    assert SECRET not in page.content()
    assert not overflow(page)
    assert not scripts or accessibility_faults(page) == []

    case = Case.objects.latest("pk")
    desk = visit("desk", java_script_enabled=scripts, width=width)
    do_what_it_asks(desk)
    assert not scripts or accessibility_faults(desk) == []

    in_use = mis_in_use(school())
    assert in_use is not None
    assert in_use.product == "iris"
    connection = MisConnection.objects.get(school_mis=in_use)
    assert secrets_of(connection) == {"client_id": CLIENT_ID, "client_secret": SECRET}
    case.refresh_from_db()
    assert (case.state, case.sealed) == ("resolved", {})

    page.reload()
    expect(page.locator("main")).to_contain_text("Changed the MIS from SIMS to IRIS")
    assert [each for each in watch.complaints if "422" not in each] == []
