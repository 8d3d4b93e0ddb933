"""An account's page: what staff do to it, with a way back, and where its data come from."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import restoring
from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.dates import uk_date
from accounts.models import School, SchoolAssociation, UsoAccount
from matching.actions.correcting import correct_name
from matching.models import Link, MisPerson
from tests.factories import (
    GroupFactory,
    GroupMembershipFactory,
    LinkFactory,
    OutcomeFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
    UploadFactory,
)
from tests.integration.conftest import Cast

NOW = timezone.now()


@pytest.fixture
def account(cast: Cast) -> UsoAccount:
    """A pupil from the MIS."""
    held: UsoAccount = SchoolAssociationFactory(
        school=cast.school, account__preferred_forename="Sandy", account__email="s@e.org"
    ).account
    LinkFactory(
        account=held,
        mis_person__school_mis=cast.school_mis,
        mis_person__preferred_forename="Sandy",
        is_leading=True,
    )
    return held


def at(cast: Cast, account: UsoAccount, name: str = "account") -> str:
    return reverse(f"autoupdate:{name}", args=[cast.school.pk, account.pk])


def shown(cast: Cast, account: UsoAccount, who: Any = None) -> str:
    return cast.client(who or cast.head).get(at(cast, account)).content.decode()


def test_an_account_is_let_go_and_given_back(cast: Cast, account: UsoAccount) -> None:
    client, page = cast.client(cast.head), at(cast, account, "account_let_go")
    asked = client.get(page).content.decode()
    assert "SIMS still names this person" in asked
    assert client.post(page, {"reason": ""}).status_code == 422
    done: Any = client.post(page, {"reason": "Left early"}, follow=True)
    told = done.content.decode()
    assert "was let go by Ashmead Primary School and is unallocated now" in told
    assert "Let go by a member of staff" in told
    assert "Left early" in told
    back = at(cast, account, "account_give_back")
    assert back in told
    assert client.get(page).status_code == 302
    assert "Give" in client.get(back).content.decode()
    restored: Any = client.post(back, {}, follow=True)
    assert "has the account again" in restored.content.decode()
    assert client.get(back).status_code == 302
    assert SchoolAssociation.objects.filter(account=account, ended_at=None).count() == 1
    client.post(back, {})
    assert SchoolAssociation.objects.filter(account=account, ended_at=None).count() == 1


def test_who_reaches_several_schools_lets_go_and_gives_back_at_all(
    cast: Cast, account: UsoAccount
) -> None:
    SchoolAssociationFactory(account=account, school=cast.outsider_school)
    client, page = cast.client(cast.desk), at(cast, account, "account_let_go")
    assert cast.outsider_school.name in client.get(page).content.decode()
    assert client.post(page, {"reason": "x"}).status_code == 422
    client.post(page, {"where": "all", "reason": "Duplicate"})
    assert not SchoolAssociation.objects.filter(account=account, ended_at=None).exists()
    client.post(at(cast, account, "account_give_back"), {"reason": "It was not"})
    assert SchoolAssociation.objects.filter(account=account, ended_at=None).count() == 2
    client.post(page, {"where": "here", "reason": "Moved"})
    assert "still held by another school" in client.get(at(cast, account)).content.decode()
    assert client.post(page, {"reason": "Again", "where": "here"}).status_code in {302, 422}


def test_it_is_given_back_at_all_schools_or_at_none(
    cast: Cast, account: UsoAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    SchoolAssociationFactory(account=account, school=cast.outsider_school)
    client, back = cast.client(cast.desk), at(cast, account, "account_give_back")
    client.post(at(cast, account, "account_let_go"), {"where": "all", "reason": "Duplicate"})
    lock = lock_school

    def busy_at_one(pk: int) -> School:
        if pk == cast.outsider_school.pk:
            raise ActionRefused("The night is at work there. Nothing was changed.")
        return lock(pk)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(restoring, "lock_school", busy_at_one)
        assert client.post(back, {"reason": "Not one"}).status_code == 422
    assert not SchoolAssociation.objects.filter(account=account, ended_at=None).exists()
    client.post(back, {"reason": "Not one"})
    assert SchoolAssociation.objects.filter(account=account, ended_at=None).count() == 2


def test_an_account_kept_by_hand_is_let_go_too(cast: Cast) -> None:
    held = SchoolAssociationFactory(school=cast.school, source="hand").account
    client = cast.client(cast.head)
    page = at(cast, held, "account_let_go")
    assert "No MIS names this person here" in client.get(page).content.decode()
    client.post(page, {"reason": "Gone"})
    assert "The MIS still names" not in shown(cast, held)
    client.post(page, {"reason": "Gone"})


def test_a_name_is_corrected_shown_as_such_and_released(cast: Cast, account: UsoAccount) -> None:
    client, page = cast.client(cast.colleague), at(cast, account, "account_name")
    assert "The username stays" in client.get(page).content.decode()
    asked = {"forename": "Lex", "surname": "", "reason": "As he says"}
    told: Any = client.post(page, asked, follow=True)
    words = told.content.decode()
    assert "Name kept by hand" in words
    assert "As he says" in words
    assert "Corrected by hand" in words
    release = at(cast, account, "account_name_release")
    assert release in words
    assert "has this name already" in client.post(page, asked, follow=True).content.decode()
    assert "From tonight it follows the MIS" in client.get(release).content.decode()
    client.post(release, {"reason": ""})
    assert "Name kept by hand" not in shown(cast, account)
    assert client.get(release).status_code == 302


def test_an_la_user_reads_and_presses_nothing(cast: Cast, account: UsoAccount) -> None:
    words = shown(cast, account, cast.la_user)
    for label in ("Correct the name", "Let the account go", ">Restore<"):
        assert label not in words
    assert cast.client(cast.la_user).get(at(cast, account, "account_name")).status_code == 403
    assert cast.client(cast.outsider).get(at(cast, account, "account_name")).status_code == 404


def test_each_detail_says_where_it_comes_from(
    cast: Cast, account: UsoAccount, django_assert_max_num_queries: Any
) -> None:
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    UploadFactory(
        school_mis=cast.school_mis,
        report="students",
        sub_report="students",
        state="processed",
        processed_run=run,
        known_fields=["legal_forename", "preferred_forename", "year_group"],
    )
    person = cast.school_mis.people.get()
    here = {"year_group": "6", "reg_group": "6B", "starts_on": date(2020, 9, 1)}
    SchoolAssociation.objects.filter(account=account).update(**here)
    MisPerson.objects.filter(pk=person.pk).update(year_group="6", reg_group="6C")
    OutcomeFactory(
        run=run,
        account=account,
        mis_person=person,
        code="updated",
        detail={"changes": {"preferred_forename": ["", "Sandy"], "year_group": ["5", "6"]}},
    )
    group = GroupFactory(school_mis=cast.school_mis, name="Maths 4", subject="Maths")
    GroupMembershipFactory(group=group, mis_person=person)
    client = cast.client(cast.head)
    client.get(at(cast, account))
    with django_assert_max_num_queries(19):  # some are the test's own savepoints
        page: Any = client.get(at(cast, account))
    rows = {each["detail"]: each for each in page.context["sources"]["rows"]}
    assert "report, column “" in rows["Preferred forename"]["source"]
    assert rows["E-mail address"]["source"] == "SIMS, in an earlier file"
    assert rows["E-mail address"]["tag"] == "Not as in the MIS now"
    assert rows["E-mail address"]["value"] == "s@e.org"
    assert rows["E-mail address"]["said"] == "In SIMS now: nothing"
    assert rows["Preferred forename"]["said"] == ""
    year, group = rows["Year group"], rows["Registration group"]
    assert (year["value"], year["tag"]) == ("Year 6", "")
    assert "Students report, column “" in year["source"]
    assert year["since"] == uk_date(run.finished_at)
    assert (group["value"], group["said"]) == ("6B", "In SIMS now: 6C")
    assert rows["Start date"]["value"] == "1 September 2020"
    assert "From the Groups &amp; Classes report of SIMS." in page.text
    assert f"MIS ID {person.mis_id}" in page.content.decode()
    assert "Maths 4" in page.content.decode()


def test_each_school_says_the_place_there(cast: Cast, account: UsoAccount) -> None:
    SchoolAssociation.objects.filter(account=account).update(year_group="6")
    SchoolAssociationFactory(
        account=account, school=cast.outsider_school, source="hand", reg_group="Club"
    )
    gone = LinkFactory(
        account=account,
        mis_person__school_mis__school__local_authority=cast.local_authority,
        made_at=NOW,
        ended_at=NOW,
        end_reason="left",
    )
    SchoolAssociationFactory(
        account=account, school=gone.school_mis.school, source="mis", year_group="5"
    )

    def rows_for(who: Any) -> dict[str, str]:
        page: Any = cast.client(who).get(at(cast, account))
        sources = page.context["sources"]["rows"]
        return {each["detail"]: each["source"] for each in sources if "group" in each["detail"]}

    here, there = cast.school.name, cast.outsider_school.name
    assert set(rows_for(cast.head)) == {"Year group"}, "the head reaches one school"
    told = rows_for(cast.desk)
    assert told[f"Year group at {here}"] == "SIMS, in an earlier file"
    assert told[f"Registration group at {there}"] == "Entered by hand"
    former = told[f"Year group at {gone.school_mis.school}"]
    assert former.startswith("SIMS, which named the person until ")


def test_what_another_schools_mis_describes_is_said_to_be_so(
    cast: Cast, account: UsoAccount
) -> None:
    Link.objects.filter(account=account).update(is_leading=False)
    LinkFactory(account=account, mis_person__school_mis=cast.outsider_mis, is_leading=True)
    SchoolAssociation.objects.filter(account=account).update(year_group="6")
    page: Any = cast.client(cast.head).get(at(cast, account))
    assert "The MIS of another school describes this account" in page.text
    assert [each["detail"] for each in page.context["sources"]["rows"]] == ["Year group"]


def test_whoever_has_not_started_stands_in_the_report_of_those_to_come(
    cast: Cast, account: UsoAccount
) -> None:
    MisPerson.objects.update(in_current=False, in_future=True)
    for report in ("students", "students_future"):
        UploadFactory(
            school_mis=cast.school_mis,
            report=report,
            sub_report=report,
            state="processed",
            processed_run=ProcessingRunFactory(school_mis=cast.school_mis, done=True),
            known_fields=["legal_forename"],
        )
    page: Any = cast.client(cast.head).get(at(cast, account))
    rows = {each["detail"]: each["source"] for each in page.context["sources"]["rows"]}
    assert rows["Legal forename"].startswith("Students (Future) report, column “")


def test_a_corrected_name_is_so_since_its_correction(cast: Cast, account: UsoAccount) -> None:
    correction = correct_name(
        account, school=cast.school, forename="Lex", surname="", by=cast.head, reason="As he says"
    )
    page: Any = cast.client(cast.head).get(at(cast, account))
    rows = {each["detail"]: each for each in page.context["sources"]["rows"]}
    assert rows["Preferred forename"]["tag"] == "Kept"
    assert rows["Preferred forename"]["since"] == uk_date(correction.made_at)
    assert "In SIMS now: Sandy" in rows["Preferred forename"]["said"]


def test_whoever_has_not_started_is_said_to_start_later(cast: Cast, account: UsoAccount) -> None:
    SchoolAssociation.objects.filter(account=account).update(starts_on=date(2099, 1, 4))
    page = cast.client(cast.head).get(at(cast, account)).text
    assert "Starts later" in page
    assert "Starts on 4 January 2099" in page
    assert "In use" not in page


def test_a_name_has_letters(cast: Cast, account: UsoAccount) -> None:
    url = at(cast, account, "account_name")
    answer = cast.client(cast.head).post(url, {"forename": "😀", "reason": "As she says"})
    assert answer.status_code == 422
    assert "Preferred forename: a name has letters in it" in answer.text


def test_a_correction_is_told_on_the_night(cast: Cast, account: UsoAccount) -> None:
    correct_name(
        account, school=cast.school, forename="Lex", surname="", by=cast.head, reason="As he says"
    )
    run = ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    person = cast.school_mis.people.get()
    OutcomeFactory(
        run=run,
        account=account,
        mis_person=person,
        code="mis_record_updated",
        detail={"kept": ["preferred_forename"]},
    )
    assert "kept as it was corrected by hand" in shown(cast, account)
