"""The configuration tells the software what the settings page tells the school."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import MisProduct
from autoupdate.connectors import registry
from tests.factories import FieldOptOutFactory
from tests.integration.autoupdate.conftest import Agent
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db


def report(answer: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = [each for each in answer["reports"] if each["code"] == code]
    return dict(found)


def fields(answer: dict[str, Any], code: str) -> dict[str, Any]:
    return {each["code"]: each for each in report(answer, code)["sub_reports"][0]["fields"]}


def test_names_the_school_and_its_mis(agent: Agent, cast: Cast) -> None:
    answer = agent.configuration().json()
    assert set(answer) == {"school", "mis", "reports"}
    assert answer["school"] == {"name": cast.school.name, "dfe_number": cast.school.dfe_number}
    assert answer["mis"] == "sims"


def test_names_every_report_with_its_state(agent: Agent, cast: Cast) -> None:
    states = {each["code"]: each["state"] for each in agent.configuration().json()["reports"]}
    assert states == {
        "staff": "accepted",
        "students": "accepted",
        "staff_future": "available",
        "students_future": "available",
        "contacts": "available",
        "groups": "available",
        "attendance": "not_available",
    }


def test_attendance_is_available_with_autotext(agent: Agent, cast: Cast) -> None:
    cast.school.uses_autotext = True
    cast.school.save()
    assert report(agent.configuration().json(), "attendance")["state"] == "available"


def test_names_every_sub_report_and_field(agent: Agent) -> None:
    answer = agent.configuration().json()
    told = {
        (each["code"], field["code"])
        for report_ in answer["reports"]
        for each in report_["sub_reports"]
        for field in each["fields"]
    }
    declared = {
        (each.code, field.code)
        for each in registry.get("sims").sub_reports()
        for field in each.fields
    }
    assert told == declared


def test_says_of_each_field_what_may_come(agent: Agent, cast: Cast) -> None:
    FieldOptOutFactory(school=cast.school, sub_report="students", field="email")
    FieldOptOutFactory(school=cast.outsider_school, sub_report="students", field="house")
    found = fields(agent.configuration().json(), "students")
    assert found["mis_id"]["status"] == "mandatory"
    assert found["email"]["status"] == "not_uploaded"
    assert found["house"] == {
        "code": "house",
        "label": "House",
        "captions": ["House"],
        "status": "uploaded",
    }


def test_needs_few_queries(agent: Agent, cast: Cast, django_assert_max_num_queries: Any) -> None:
    agent.configuration()
    with django_assert_max_num_queries(4):
        agent.configuration()


def test_a_school_without_a_mis_is_told_so(agent: Agent, cast: Cast) -> None:
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    response = agent.configuration()
    assert (response.status_code, response.json()["code"]) == (409, "no_mis")
    assert agent.send(b"anything").json()["code"] == "no_mis"


OTHERS = [
    each.code
    for each in registry.all()
    if each.delivery != "agent" and each.code in MisProduct.values
]


@pytest.mark.parametrize("product", OTHERS)
def test_a_school_whose_mis_sends_in_another_way_is_told_so(
    agent: Agent, cast: Cast, product: str
) -> None:
    cast.school_mis.product = product
    cast.school_mis.save()
    response = agent.configuration()
    assert (response.status_code, response.json()["code"]) == (409, "other_delivery")
    assert registry.get(product).label in response.json()["message"]
