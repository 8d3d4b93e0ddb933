"""A school without classes has none to upload; one that had some did not lose them in a day.

People are never believed to be nobody.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import PortalUser, SchoolMis
from autoupdate.actions.testing import check_connection
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import Upload
from autoupdate.queries.pull_page import PullWords
from tests.factories import GroupFactory, SchoolMisFactory, accept_reports
from tests.fetching import Vendor, row
from tests.integration.pulling.steps import connection, fetched, states, troubles, uploaded

CLASSES = ("class_teachers", "class_students")
REGISTRATION = ("reg_tutors", "reg_students")

pytestmark = pytest.mark.usefixtures("midday")


@pytest.fixture
def school_mis(school_mis: SchoolMis, vendor: Vendor) -> SchoolMis:
    """The school accepted its groups too, and has registration groups and no class."""
    accept_reports(school_mis, "groups")
    for code in REGISTRATION:
        vendor.pages[code] = [[row(code, group_name="3 Ash", mis_id="1")]]
    return school_mis


def say_nobody(vendor: Vendor, code: str) -> None:
    """As the vendors' own pullers do."""
    vendor.fails(code, VendorTrouble("nobody", host="Arbor", resource=code), page=0)


def send_nothing(vendor: Vendor, code: str) -> None:
    """A puller that has nothing to say."""
    vendor.pages[code] = [[]]


either_way = pytest.mark.parametrize("empty", [say_nobody, send_nothing])


@either_way
def test_a_school_that_never_had_classes_has_nothing_to_upload(
    school_mis: SchoolMis, vendor: Vendor, empty: Callable[[Vendor, str], None]
) -> None:
    for code in CLASSES:
        empty(vendor, code)
    pull = fetched(school_mis)
    assert (pull.status, troubles(pull)) == ("done", {})
    assert {states(pull)[code] for code in (*CLASSES, *REGISTRATION)} == {"done"}
    assert set(uploaded()) == {"staff", "students", "contacts", *REGISTRATION}
    assert not Upload.objects.filter(sub_report__in=CLASSES).exists()
    assert connection(school_mis).trouble == ""
    hints = {each["title"]: each["hint"] for each in PullWords(pull, now=timezone.now()).steps()}
    assert hints["Class students"] == "There are none in Arbor, so there is nothing to upload."


@either_way
def test_a_school_that_had_classes_did_not_lose_them(
    school_mis: SchoolMis, vendor: Vendor, empty: Callable[[Vendor, str], None]
) -> None:
    GroupFactory(school_mis=school_mis, kind="class")
    for code in CLASSES:
        empty(vendor, code)
    pull = fetched(school_mis)
    assert troubles(pull) == dict.fromkeys(CLASSES, "nobody")
    assert not Upload.objects.filter(sub_report__in=CLASSES).exists()
    assert connection(school_mis).trouble == "nobody"


def test_other_groups_and_other_schools_say_nothing_of_classes(
    school_mis: SchoolMis, vendor: Vendor
) -> None:
    GroupFactory(school_mis=school_mis, kind="registration")
    GroupFactory(school_mis=SchoolMisFactory(product="arbor"), kind="class")
    for code in (*CLASSES, *REGISTRATION):
        say_nobody(vendor, code)
    assert troubles(fetched(school_mis)) == dict.fromkeys(REGISTRATION, "nobody")


def test_a_refused_property_is_never_taken_for_none(school_mis: SchoolMis, vendor: Vendor) -> None:
    vendor.refused["class_students"] = {"Group (AcademicUnit.name)"}
    for code in CLASSES:
        say_nobody(vendor, code)
    assert troubles(fetched(school_mis)) == {"class_students": "nobody"}


@pytest.mark.parametrize("code", ["staff", "students", "contacts"])
def test_people_are_never_nobody(school_mis: SchoolMis, vendor: Vendor, code: str) -> None:
    for each in (code, *CLASSES):
        say_nobody(vendor, each)
    assert troubles(fetched(school_mis)) == {code: "nobody"}
    assert not Upload.objects.filter(sub_report=code).exists()


@pytest.mark.parametrize(
    ("has_classes", "has_trouble"), [(False, {"students"}), (True, {"students", *CLASSES})]
)
def test_the_test_of_a_connection_judges_alike(
    school_mis: SchoolMis,
    vendor: Vendor,
    head: PortalUser,
    has_classes: bool,
    has_trouble: set[str],
) -> None:
    if has_classes:
        GroupFactory(school_mis=school_mis, kind="class")
    for code in ("students", *CLASSES):
        vendor.fails(code, VendorTrouble("nobody", host="Arbor", resource=code))
    kept = check_connection(school_mis, by=head)
    assert {each["sub_report"] for each in kept.checked if each["trouble"]} == has_trouble
