"""The pages of a change of MIS, as the people of the school and the desk meet them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import PortalUser, Role
from autoupdate.connectors import registry
from autoupdate.models import MisChange
from autoupdate.queries.change_preview import preview_of
from autoupdate.views.change_words import consequences
from matching.actions.deciding import create_new
from tests.factories import (
    FieldOptOutFactory,
    HoldFactory,
    MisConnectionFactory,
    ProcessingRunFactory,
    SchoolFactory,
    SchoolMisFactory,
    accept_reports,
    user_with_role,
)
from tests.integration.changes.conftest import Scene
from tests.integration.night.exports import send_students
from tests.integration.night.people import UPN, account_of, crowd, person, row

ADA = row("1", "Ada Okonkwo", upn=UPN)
BEN = row("2", "Ben Hale", "05/06/2014")
CARA = row("3", "Cara Quist", "07/08/2013")
ADA_NOW = row("9", "Ada Okonkwo", upn=UPN)
NIA = row("30", "Nia Vex", "01/02/2013")
TWIN = row("31", "Bem Hale", "05/06/2014")
GRACE = {"id": "1", "forename": "Grace", "surname": "Hall", "dob": "06/05/1980", "role": "Teacher"}


def browser(user: PortalUser) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def head(scene: Scene) -> Client:
    return browser(scene.head)


@pytest.fixture
def result(scene: Scene) -> Scene:
    """Ada was re-linked, Nia is new, somebody may be Ben, Cara is missing."""
    scene.live(ADA, BEN, CARA, staff=(GRACE,))
    scene.move()
    scene.first_night(ADA_NOW, NIA, TWIN)
    return scene


def address(scene: Scene, name: str, **more: Any) -> str:
    """An address about the school, or about its change."""
    about = {"school_id": scene.school.pk, **more}
    if name not in ("change_mis", "change_mis_to", "changes", "settings", "school"):
        about["change_id"] = scene.made.pk
    return reverse(f"autoupdate:{name}", kwargs=about)


def words(answered: Any) -> str:
    """The text of a page's main part, with single spaces."""
    page = html.fromstring(answered.content)
    return " ".join(page.xpath("string(//main)").split())


class TestWizard:
    """Choosing the MIS and reading what will happen."""

    def test_it_offers_what_may_be_chosen_and_says_why_not_the_others(
        self, scene: Scene, head: Client
    ) -> None:
        page = head.get(address(scene, "change_mis"))
        values = html.fromstring(page.content).xpath("//input[@type='radio']/@value")
        assert "sims_connected" in values
        assert "sims" not in values
        assert "SIMS is in use now." in words(page)

    def test_nothing_chosen_is_asked_for_again(self, scene: Scene, head: Client) -> None:
        page = head.post(address(scene, "change_mis"))
        assert page.status_code == 422
        assert "Choose the MIS that you change to" in words(page)

    def test_the_choice_leads_to_what_will_happen(self, scene: Scene, head: Client) -> None:
        send_students(scene.before, ADA)
        HoldFactory(run=ProcessingRunFactory(school_mis=scene.before, done=True), num_removals=7)
        FieldOptOutFactory(school=scene.school)
        MisConnectionFactory(school_mis=scene.before, sealed="x")
        chosen = head.post(address(scene, "change_mis"), {"product": "sims_connected"})
        assert chosen["Location"] == address(scene, "change_mis_to", product="sims_connected")
        told = words(head.get(chosen["Location"]))
        for sentence in (
            "Change from SIMS to SIMS Connected?",
            "does not carry over",
            "removes nobody",
            "1 upload from SIMS that waits for a night is deleted",
            "7 removals that wait for a person are closed",
            "1 field that the school opted out of stays opted out",
            "Uninstall the AutoUpdate software",
            "given back and deleted once you confirm",
        ):
            assert sentence in told

    def test_a_report_that_the_new_mis_lacks_is_named(self, scene: Scene) -> None:
        accept_reports(scene.before, "groups", by=scene.head)
        told = consequences(preview_of(scene.before, after=registry.get("iris")))
        assert any("IRIS (iSAMS and Ed:gen) has no Groups" in each for each in told["Reports"])
        fetched = SchoolMisFactory(product="arbor")
        away = consequences(preview_of(fetched, after=registry.get("sims")))
        assert all("licence key" not in each for each in away["Leaving Arbor"])

    def test_confirming_it_changes_the_mis_and_leads_to_the_reports(
        self, scene: Scene, head: Client
    ) -> None:
        done = head.post(address(scene, "change_mis_to", product="sims_connected"), follow=True)
        assert done.redirect_chain[-1][0] == address(scene, "settings")
        assert "uses SIMS Connected from now on" in words(done) or "uses SIMS Connected" in str(
            done.content
        )
        assert "The MIS was changed" in words(done)
        assert MisChange.objects.get(school=scene.school).changed_by == scene.head

    def test_while_a_change_waits_the_wizard_leads_to_it(self, scene: Scene, head: Client) -> None:
        scene.move()
        page = head.get(address(scene, "change_mis"))
        assert "has not been looked at" in words(page)
        again = address(scene, "change_mis_to", product="sims")
        assert head.get(again)["Location"] == address(scene, "change_mis")
        assert "has not been looked at yet" in words(head.post(again, follow=True))
        assert MisChange.objects.count() == 1

    def test_what_may_not_be_chosen_leads_back_with_the_reason(
        self, scene: Scene, head: Client
    ) -> None:
        page = head.get(address(scene, "change_mis_to", product="sims"), follow=True)
        assert page.redirect_chain[-1][0] == address(scene, "change_mis")
        assert "SIMS is in use now." in str(page.content)
        assert head.get(address(scene, "change_mis_to", product="abacus")).status_code == 404

    def test_a_school_without_an_mis_has_no_wizard(self, scene: Scene) -> None:
        bare = SchoolFactory()
        at = reverse("autoupdate:change_mis", args=[bare.pk])
        assert browser(scene.desk).get(at).status_code == 404

    def test_where_nothing_can_be_chosen_it_says_so(
        self, scene: Scene, head: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(registry, "all", lambda: (registry.get("sims"),))
        assert "no MIS that you could change to" in words(head.get(address(scene, "change_mis")))


class TestResult:
    """Four numbers, and what they call for."""

    def test_before_the_first_night_it_says_what_to_do(self, scene: Scene, head: Client) -> None:
        scene.live(ADA)
        scene.move()
        told = words(head.get(address(scene, "change")))
        assert "No night has looked at people of the new MIS yet" in told
        assert "Take the change back" in told
        assert "Confirm the change" not in told
        assert head.get(address(scene, "change_confirm"))["Location"] == address(scene, "change")

    def test_the_numbers_and_the_warnings(self, result: Scene, head: Client) -> None:
        page = head.get(address(result, "change"))
        tiles = html.fromstring(page.content).xpath("//*[@class='uso-tile__value']/text()")
        assert tiles == ["1", "1", "2", "1"]
        told = words(page)
        assert "1 member of staff had an account under SIMS" in told
        assert "Confirm the change" in told

    def test_others_see_it_and_whose_turn_it_is(self, result: Scene) -> None:
        contact = browser(user_with_role(Role.NOMINATED_CONTACT, school=result.school))
        told = words(contact.get(address(result, "change")))
        assert "The Headteacher, a Head Proxy or the Service Desk confirms" in told
        assert "Take the change back" not in told
        missing = contact.get(address(result, "change_missing"))
        assert "Keep their accounts" not in words(missing)

    def test_home_and_settings_say_that_it_waits(self, result: Scene, head: Client) -> None:
        assert "A change of MIS waits to be looked at" in words(head.get(address(result, "school")))
        assert "waits to be looked at" in words(head.get(address(result, "settings")))
        desk = browser(result.desk).get(reverse("autoupdate:schools"))
        assert "Change of MIS to look at" in words(desk)
        assert head.get(address(result, "changes"))["Location"] == address(result, "change")

    def test_a_school_that_never_changed_is_led_to_its_settings(
        self, scene: Scene, head: Client
    ) -> None:
        assert head.get(address(scene, "changes"))["Location"] == address(scene, "settings")

    def test_a_change_of_another_school_is_not_there(self, result: Scene, head: Client) -> None:
        other = user_with_role(Role.HEAD, school=SchoolFactory())
        assert browser(other).get(address(result, "change")).status_code == 404
        elsewhere = reverse("autoupdate:change", args=[result.school.pk, result.made.pk + 1])
        assert head.get(elsewhere).status_code == 404

    def test_unusually_many_are_warned_about(
        self, scene: Scene, head: Client, settings: Any
    ) -> None:
        settings.BRAKE_NUMBER, settings.BRAKE_SHARE = 3, 0.2
        people = crowd(10)
        scene.live(*people)
        scene.move()
        scene.first_night(*people[:5])
        assert "Unusually many are missing" in words(head.get(address(scene, "change")))
        asked = words(head.get(address(scene, "change_confirm")))
        assert "5 of 10 people would leave" in asked


class TestLists:
    """Each list with its filters and its download."""

    @pytest.mark.parametrize(
        ("name", "who", "more"),
        [
            ("change_relinked", "Ada Okonkwo", "Same UPN"),
            ("change_to_match", "Bem Hale", "1 account"),
            ("change_missing", "Cara Quist", "Leaves"),
            ("change_new", "Nia Vex", "Account created for this person"),
        ],
    )
    def test_who_is_in_it(
        self, result: Scene, head: Client, name: str, who: str, more: str
    ) -> None:
        page = head.get(address(result, name))
        assert html.fromstring(page.content).xpath("//table[@class='uso-table']")
        told = words(page)
        assert who in told
        assert more in told
        sent = b"".join(head.get(address(result, name), {"download": "csv"}).streaming_content)  # type: ignore[attr-defined]
        assert who in sent.decode()
        assert more in sent.decode()
        surname = who.split()[1]
        assert who in words(head.get(address(result, name), {"q": surname}))
        assert who not in words(head.get(address(result, name), {"q": "Nobody"}))
        assert who not in words(head.get(address(result, name), {"kind": "staff"}))

    def test_how_and_what_becomes_of_them_are_filters(self, result: Scene, head: Client) -> None:
        relinked = address(result, "change_relinked")
        assert "Ada Okonkwo" in words(head.get(relinked, {"made": "upn"}))
        assert "Ada Okonkwo" not in words(head.get(relinked, {"made": "created"}))
        missing = address(result, "change_missing")
        assert "Ben Hale" in words(head.get(missing, {"fate": "spared"}))
        leaving = words(head.get(missing, {"fate": "goes"}))
        assert "Cara Quist" in leaving
        assert "Ben Hale" not in leaving

    def test_they_open_sorted_as_asked(self, result: Scene, head: Client) -> None:
        page = head.get(address(result, "change_missing"), {"sort": "-fate"})
        assert page.status_code == 200


class TestSettling:
    """Keeping, confirming, taking back."""

    def test_keeping_asks_why(self, result: Scene, head: Client) -> None:
        cara = account_of(result.before, "3")
        at = address(result, "change_keep")
        chosen = {"chosen": [cara.pk], "do": "keep"}
        assert "Keep 1 account?" in words(head.post(at, chosen))
        unsaid = head.post(at, chosen | {"confirmed": "yes", "reason": ""})
        assert unsaid.status_code == 422
        done = head.post(at, chosen | {"confirmed": "yes", "reason": "A long illness"}, follow=True)
        assert "Kept: A long illness" in words(done)
        stopped = head.post(at, {"chosen": [cara.pk], "do": "stop"}, follow=True)
        assert "Kept: A long illness" not in words(stopped)
        nobody = head.post(at, {"chosen": [cara.pk], "do": "stop"}, follow=True)
        assert "None of them was kept" in str(nobody.content)

    def test_nobody_chosen_is_said(self, result: Scene, head: Client) -> None:
        at = address(result, "change_keep")
        assert "Tick the people first" in str(head.post(at, follow=True).content)
        ada = account_of(result.before, "1")
        found = head.post(at, {"chosen": [ada.pk], "do": "keep"}, follow=True)
        assert "They are not missing any more" in str(found.content)
        assert head.get(at)["Location"] == address(result, "change_missing")

    def test_confirming_says_how_many_and_does_it(self, result: Scene, head: Client) -> None:
        at = address(result, "change_confirm")
        asked = words(head.get(at))
        assert "1 person is missing in SIMS Connected" in asked
        assert "2 people without a link to SIMS Connected will be kept" in asked
        assert "cannot be taken back" in asked
        assert "Cara Quist" in asked
        assert "still require matching" in asked
        done = head.post(at, follow=True)
        assert "1 person left" in str(done.content)
        assert "The change was confirmed" in words(done)
        assert "confirmed on" in words(head.get(address(result, "settings")))
        refused = head.post(at, follow=True)
        assert "was confirmed by" in str(refused.content)
        assert head.get(at)["Location"] == address(result, "change")
        assert head.get(address(result, "change_take_back"))["Location"] == address(
            result, "change"
        )
        keep = head.post(address(result, "change_keep"), {"chosen": [1], "do": "stop"}, follow=True)
        assert "was confirmed by" in str(keep.content)

    def test_where_nobody_is_missing_nobody_leaves(self, scene: Scene, head: Client) -> None:
        scene.live(ADA)
        scene.move()
        scene.first_night(ADA_NOW)
        assert "Nobody leaves because of it." in words(head.get(address(scene, "change_confirm")))

    def test_taking_back_says_what_goes_and_does_it(self, result: Scene, head: Client) -> None:
        at = address(result, "change_take_back")
        asked = words(head.get(at))
        assert "1 account that the nights created will be unallocated" in asked
        assert "Nia Vex" in asked
        assert "licence key" in asked
        done = head.post(at, follow=True)
        told = words(done)
        assert "The change was taken back" in told
        assert "Accounts that the change had created" in told
        assert "Nia Vex" in told
        refused = head.post(at, follow=True)
        assert "was taken back by" in str(refused.content)

    def test_decisions_are_counted_before_it_is_taken_back(
        self, result: Scene, head: Client
    ) -> None:
        create_new(person(result.after, "31"), by=result.head)
        told = words(head.get(address(result, "change_take_back")))
        assert "1 decision that staff made meanwhile" in told
