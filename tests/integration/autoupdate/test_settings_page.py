"""AutoUpdate Settings: what it says of the MIS, the reports and the set-up."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import MisProduct, Role
from autoupdate.connectors import registry
from tests.factories import (
    CaseFactory,
    FieldOptOutFactory,
    LicenceKeyFactory,
    MembershipFactory,
    NonMisReviewFactory,
    ProcessingRunFactory,
    SchoolAssociationFactory,
    SchoolFactory,
    SchoolMisFactory,
    UploadFactory,
    accept_reports,
    user_with_role,
)
from tests.integration.conftest import Cast


def settings_of(cast: Cast, who: str = "head") -> Any:
    """The page, as one of the cast gets it."""
    user = cast.everybody()[who]
    return cast.client(user).get(reverse("autoupdate:settings", args=[cast.school.pk]))


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_every_report_has_a_card_in_its_state(cast: Cast) -> None:
    accept_reports(cast.school_mis, "students", by=cast.head)
    cards = {each["report"].code: each["tag"] for each in settings_of(cast).context["cards"]}
    assert len(cards) == 7
    assert cards["students"] == "Accepted"
    assert cards["staff"] == "Available"
    assert cards["attendance"] == "Not available"


def test_attendance_is_greyed_out_unless_the_school_uses_autotext(cast: Cast) -> None:
    assert "only for schools that use Wavenet AutoText" in text_of(settings_of(cast))
    assert "uso-panel--off" in text_of(settings_of(cast))
    cast.school.uses_autotext = True
    cast.school.save()
    assert "uso-panel--off" not in text_of(settings_of(cast))


def test_who_may_accept_gets_buttons_and_others_are_told_who_can(cast: Cast) -> None:
    accept_reports(cast.school_mis, "students", by=cast.head)
    withdraw = reverse("autoupdate:report_withdraw", args=[cast.school.pk, "students"])
    accept = reverse("autoupdate:report_accept", args=[cast.school.pk, "staff"])
    head, contact, desk = (text_of(settings_of(cast, who)) for who in ("head", "colleague", "desk"))
    assert withdraw in head
    assert accept in head
    for text in (contact, desk):
        assert withdraw not in text
        assert accept not in text
        assert f"{cast.head} (Headteacher)" in text


def test_a_school_without_a_head_is_told_whom_to_ask(cast: Cast) -> None:
    school_mis = SchoolMisFactory()
    contact = user_with_role(Role.NOMINATED_CONTACT, school=school_mis.school)
    page = reverse("autoupdate:settings", args=[school_mis.school_id])
    assert "Nobody at the school can accept reports yet" in text_of(cast.client(contact).get(page))


def test_only_the_headteacher_accepts_for_pupil_asset(cast: Cast) -> None:
    cast.school_mis.product = MisProduct.PUPIL_ASSET
    cast.school_mis.save()
    accept = reverse("autoupdate:report_accept", args=[cast.school.pk, "staff"])
    assert accept in text_of(settings_of(cast, "head"))
    assert accept not in text_of(settings_of(cast, "head_proxy"))


@pytest.mark.parametrize("connector", registry.all(), ids=lambda each: each.code)
def test_every_mis_has_its_page_in_words(cast: Cast, connector: Any) -> None:
    cast.school_mis.product = connector.code
    cast.school_mis.save()
    text = text_of(settings_of(cast))
    assert f"Data of {connector.label} cannot be received yet" in text or connector.can_receive
    assert (f"Setting up {connector.label}" in text) is connector.can_receive
    assert ("Connection to" in text) is (connector.can_receive and connector.delivery == "pull")


def test_a_school_without_an_mis_is_told_so(cast: Cast) -> None:
    school = SchoolFactory()
    MembershipFactory(user=cast.head, school=school)
    answer = cast.client(cast.head).get(reverse("autoupdate:settings", args=[school.pk]))
    assert "has not chosen its MIS yet" in text_of(answer)
    report = reverse("autoupdate:report", args=[school.pk, "staff"])
    assert cast.client(cast.head).get(report).status_code == 404


def states(cast: Cast) -> list[str]:
    return [each["status"] for each in settings_of(cast).context["steps"]]


def test_the_steps_of_setting_up_follow_what_is_seen(cast: Cast) -> None:
    done, yours, later = "Done", "Your turn", "Later"
    assert states(cast) == [yours, yours, later, later, later, later, later]
    accept_reports(cast.school_mis, by=cast.head)
    key = LicenceKeyFactory(school=cast.school)
    key.last_used_at = cast.school_mis.started_at
    key.save()
    assert states(cast) == [done, done, yours, yours, later, later, later]
    upload = UploadFactory(school_mis=cast.school_mis)
    assert states(cast) == [*[done] * 4, yours, "Waiting", later]
    assert "Setting up SIMS" in text_of(settings_of(cast))
    SchoolAssociationFactory(school=cast.school)
    ProcessingRunFactory(school_mis=cast.school_mis, done=True)
    UploadFactory(school_mis=cast.school_mis, received_at=upload.received_at.replace(year=2025))
    assert states(cast) == [*[done] * 6, yours]
    NonMisReviewFactory(school_mis=cast.school_mis)
    assert states(cast) == [done] * 7
    # Once it is over the steps fold away.
    assert "The steps of setting up SIMS" in text_of(settings_of(cast))


def test_the_newest_uploads_are_on_the_page(cast: Cast) -> None:
    upload = UploadFactory(school_mis=cast.school_mis)
    UploadFactory(school_mis=cast.outsider_mis)
    rows = [row.record for row in settings_of(cast).context["table"].rows]
    assert rows == [upload]


def test_a_report_shows_its_fields_with_their_states(cast: Cast) -> None:
    FieldOptOutFactory(school=cast.school, sub_report="students", field="email", reason="Case 7")
    page = reverse("autoupdate:report", args=[cast.school.pk, "students"])
    answer = cast.client(cast.colleague).get(page)
    (part,) = answer.context["parts"]
    tags = {each["field"].code: each["tag"] for each in part["fields"]}
    assert tags["mis_id"] == "Mandatory"
    assert tags["year_group"] == "Uploaded"
    assert tags["email"] == "Not Uploaded"
    assert "Case 7" in text_of(answer)
    assert "raise a case with the Service Desk" in text_of(answer)


def test_a_report_with_several_parts_shows_each(cast: Cast) -> None:
    page = reverse("autoupdate:report", args=[cast.school.pk, "groups"])
    answer = cast.client(cast.head).get(page)
    assert "Registration tutors" in text_of(answer)


def test_there_is_no_page_for_a_report_that_never_was(cast: Cast) -> None:
    page = reverse("autoupdate:report", args=[cast.school.pk, "dinners"])
    assert cast.client(cast.head).get(page).status_code == 404


def test_the_number_of_queries_does_not_grow(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    accept_reports(cast.school_mis, "staff", "students", "contacts", "groups", by=cast.head)
    UploadFactory.create_batch(20, school_mis=cast.school_mis)
    for field in ("email", "house", "upn"):
        FieldOptOutFactory(school=cast.school, field=field)
    client = cast.client(cast.head)
    with django_assert_max_num_queries(23):
        client.get(reverse("autoupdate:settings", args=[cast.school.pk]))


@pytest.mark.parametrize(
    ("state", "turn"),
    [("with_desk", "is with the Service Desk"), ("with_school", "has written to you")],
)
def test_whoever_has_asked_for_an_mis_is_led_to_the_case(cast: Cast, state: str, turn: str) -> None:
    cast.school_mis.delete()
    CaseFactory(school=cast.school, state="with_desk")
    assert "has not chosen its MIS yet" in text_of(settings_of(cast))
    case = CaseFactory(school=cast.school, iris=True, subject="Connect IRIS", state=state)
    for who in ("head", "colleague"):
        for name in ("settings", "school", "results"):
            page = reverse(f"autoupdate:{name}", args=[cast.school.pk])
            text = text_of(cast.client(cast.everybody()[who]).get(page))
            assert f"as case {case.pk}" in text
            assert turn in text
            assert reverse("autoupdate:case", args=[cast.school.pk, case.pk]) in text
            assert ("Choose another MIS" in text) is (who == "head")
            assert "has not chosen its MIS yet" not in text
