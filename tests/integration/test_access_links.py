"""Buttons and doors agree: nobody is shown a link or a form that then refuses them, and whoever may
open a page finds a way to it."""

from __future__ import annotations

from collections import deque
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tests.access import RULES, Answer, answer
from tests.integration.access_scene import Scene, scene
from tests.integration.test_access_matrix import met

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.unmeasured]

WHO: Final = ("head", "head_proxy", "nominated_contact", "la_user", "trust_user", "desk")
_OTHERS: Final = ("/static/", "/account/")
#: Pages to which nothing leads, and why.
UNLINKED: Final = {
    "health_live": "for the supervisor",
    "health_ready": "for the supervisor",
    "schema": "for those who write software",
    "staff_api:outcomes": "for those who write software",
    "staff_api:candidates": "for those who write software",
    "autoupdate:agent_test": "opened at the school's server, from its guide",
    "accounts:my_roles": "beside the pages of one's own sign-in",
    "accounts:invitation": "opened from a mail",
    "accounts:role_give_back": "offered for a role that has ended",
    "accounts:authority_role_give_back": "offered for a role that has ended",
    "accounts:trust_role_give_back": "offered for a role that has ended",
    "accounts:trust_put_back": "offered for a trust that was removed",
    "accounts:trust_move": "asked from the list, with the rows that were ticked",
    "accounts:trust_move_undo": "offered once schools have moved",
    "accounts:seeing_stop": "a button while the desk sees what a school sees",
    "accounts:second_step": "where whoever has none is led, and what their own pages offer",
    "autoupdate:key": "shown by pressing a button, never by a link",
    "autoupdate:change_mis_to": "leads on from the choice, which waits while a change waits",
    "autoupdate:change_keep": "asked from the list, with the rows that were ticked",
    "autoupdate:waiting_mail_off": "opened from the weekly mail",
    "autoupdate:create_many": "asked from the list, with the rows that were ticked",
    "matching:found": "leads on from what was searched for",
    "matching:create": "asked where somebody on offer may well be the person",
    "autoupdate:restore": "asked from the list, with the rows that were ticked",
    "autoupdate:hold_release": "asked from the list, with the rows that were ticked",
    "autoupdate:choose_mis": "for a school that uses no MIS yet",
    "autoupdate:choose_product": "for a school that uses no MIS yet",
    "autoupdate:authorise": "for an MIS in which the school approves",
    "autoupdate:approved": "where a vendor sends people back to",
    "autoupdate:connected": "follows an approval",
    "autoupdate:credentials": "for an MIS whose details are entered",
    "autoupdate:forget_connection": "for an MIS that is fetched",
    "autoupdate:desk_mis_offer": "for an MIS that the desk makes visible",
    "autoupdate:desk_mis_hide": "for an MIS that the desk has made visible",
    "autoupdate:restore_undo": "offered once something has been restored",
    "autoupdate:desk_force": "a form on the desk's page of the school",
    "autoupdate:desk_force_set": "asked from the list, with the rows that were ticked",
    "autoupdate:desk_forced": "follows the choice of a set",
    "autoupdate:desk_night": "asked for by the page that watches",
    "autoupdate:run_progress": "asked for by the page that watches",
    "autoupdate:force_run": "offered where the MIS is one that is fetched",
    "autoupdate:pull_progress": "asked for by the page that watches",
    "autoupdate:non_mis_settle": "asked from the list, with the rows that were ticked",
    "autoupdate:non_mis_undo": "offered once something has been ended",
    "autoupdate:slips_made": "made from the list, for the rows that were ticked",
    "matching:request_alike": "follows the details that were entered",
    "matching:request_confirm": "follows the details that were entered",
    "matching:request_undo": "offered for a day once an account was asked for",
    "autoupdate:account_give_back": "for an account that staff let go",
    "autoupdate:account_name_release": "for a name that was corrected",
    "autoupdate:saved_filters": "leads on from the user list once a filter is saved",
    "autoupdate:users": "for people with one school, the user list is the same",
    "autoupdate:holds": "leads on to the one hold there is",
    "autoupdate:nights": "beside what the last night did, once there was one",
}
#: Somebody who is never at one school only begins elsewhere.
_BEGIN: Final = ("/", "/schools/", "/results/")


class Crawl:
    """Everything that one person can come to by links from the first page."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.opened: dict[str, int] = {}
        self.forms: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        self._to_open = deque(_BEGIN)
        while self._to_open:
            self._open(self._to_open.popleft())

    @property
    def names(self) -> set[str]:
        """The names of the addresses that were come to."""
        return {resolve(address).view_name for address in self.opened}

    def _open(self, address: str) -> None:
        path = urlsplit(address).path
        if path in self.opened:
            return
        answered = self.client.get(address)
        self.opened[path] = answered.status_code
        if answered.status_code == 302:
            self._note(urljoin(path, answered["Location"]))
        elif "text/html" in answered["Content-Type"]:
            self._read(html.fromstring(answered.content), at=path)

    def _read(self, page: Any, *, at: str) -> None:
        for link in page.xpath("//a/@href | //@hx-get"):
            self._note(urljoin(at, link))
        for form in page.xpath("//form[@method='post']"):
            target = urlsplit(urljoin(at, form.get("action") or at)).path
            if not target.startswith(_OTHERS):
                hidden = form.xpath(".//input[@type='hidden'][@name!='csrfmiddlewaretoken']")
                given = tuple(sorted((each.name, each.value or "") for each in hidden))
                self.forms.add((target, given))

    def _note(self, address: str) -> None:
        to = urlsplit(address)
        if not to.scheme and to.path and not to.path.startswith(_OTHERS):
            self._to_open.append(address)


@pytest.fixture(scope="module")
def crawls(scene: Scene) -> dict[str, Crawl]:
    return {who: Crawl(scene.browser(who)) for who in WHO}


def test_no_link_leads_to_a_door_that_is_shut(crawls: dict[str, Crawl]) -> None:
    shut = {
        who: {path: status for path, status in crawl.opened.items() if status >= 400}
        for who, crawl in crawls.items()
    }
    assert shut == {who: {} for who in WHO}


def test_no_button_is_shown_to_whom_it_refuses(scene: Scene, crawls: dict[str, Crawl]) -> None:
    for who, crawl in crawls.items():
        client = scene.browser(who)
        for target, given in sorted(crawl.forms):
            assert met(client, "POST", target, dict(given)) is Answer.ALLOWED, (who, target)


def test_whoever_may_open_a_page_comes_to_it_by_links(crawls: dict[str, Crawl]) -> None:
    for who, crawl in crawls.items():
        may = {name for name in RULES if answer(name, "GET", who) is Answer.ALLOWED}
        assert may - crawl.names - set(UNLINKED) == set(), who


def test_the_pages_without_links_are_addresses() -> None:
    assert set(UNLINKED) <= set(RULES)
    with pytest.raises(Resolver404):
        resolve("/no-such-page")
