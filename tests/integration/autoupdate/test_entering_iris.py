"""What reaches a school's IRIS is entered by the desk, looked at, and sealed."""

from __future__ import annotations

import json

import pytest
from pytest_django import Settings

from accounts.actions.refused import ActionRefused
from accounts.models import SchoolMis
from autoupdate.actions.connecting import enter_credentials
from autoupdate.reaching import access_of, connection_of, sealed_secrets, secrets_of
from tests.factories import SchoolMisFactory
from tests.integration.conftest import Cast

pytestmark = pytest.mark.django_db

KEYS = {"client_id": "usosync", "client_secret": "hunter2"}
URL = "https://oak.isams.cloud"


@pytest.fixture
def iris(cast: Cast) -> SchoolMis:
    cast.school_mis.ended_at = cast.school_mis.started_at
    cast.school_mis.save()
    school_mis: SchoolMis = SchoolMisFactory(school=cast.school, product="iris")
    return school_mis


def test_the_desk_enters_all_three_and_they_reach_the_connector(
    iris: SchoolMis, cast: Cast
) -> None:
    enter_credentials(iris, by=cast.desk, endpoint=f" {URL} ", secrets=KEYS)
    access = access_of(iris)
    assert (access.endpoint, access.secrets) == (URL, KEYS)
    assert "isams.cloud" in access.partner["domains"]
    connection = connection_of(iris)
    assert "hunter2" not in connection.sealed
    assert json.dumps(KEYS["client_id"]) not in connection.sealed


@pytest.mark.parametrize(
    "url",
    [
        "http://oak.isams.cloud",
        "https://oak.isams.cloud.evil.example",
        "https://10.0.0.1",
        "https://user@oak.isams.cloud",
        "https://oak.isams.cloud/..",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(iris: SchoolMis, cast: Cast, url: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        enter_credentials(iris, by=cast.desk, endpoint=url, secrets=KEYS)
    assert str(refused.value).startswith("MIS URL: ")
    assert connection_of(iris).endpoint == ""


def test_the_domains_are_the_portals_settings(
    iris: SchoolMis, cast: Cast, settings: Settings
) -> None:
    settings.VENDOR_PARTNERS = {"iris": {"domains": "iris.example"}}
    with pytest.raises(ActionRefused):
        enter_credentials(iris, by=cast.desk, endpoint=URL)
    enter_credentials(iris, by=cast.desk, endpoint="https://oak.iris.example")


def test_a_pretend_iris_may_be_entered_where_it_is_named(
    iris: SchoolMis, cast: Cast, settings: Settings
) -> None:
    url = "http://127.0.0.1:8500/iris/oak"
    with pytest.raises(ActionRefused):
        enter_credentials(iris, by=cast.desk, endpoint=url)
    settings.VENDOR_TEST_HOSTS = ["127.0.0.1:8500"]
    enter_credentials(iris, by=cast.desk, endpoint=url)


@pytest.mark.parametrize("secret", ["two words", "s\u00e9cret", "tab\there", "x" * 501])
def test_what_can_be_no_key_is_refused(iris: SchoolMis, cast: Cast, secret: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        enter_credentials(iris, by=cast.desk, secrets={"client_secret": secret})
    assert "Client secret: it " in str(refused.value)
    assert secret not in str(refused.value)


def test_the_school_leaves_it_to_the_desk(iris: SchoolMis, cast: Cast) -> None:
    with pytest.raises(ActionRefused) as refused:
        enter_credentials(iris, by=cast.head, endpoint=URL)
    assert "Raise a case" in str(refused.value)


def test_tokens_got_with_the_old_keys_are_forgotten_when_new_ones_come(
    iris: SchoolMis, cast: Cast
) -> None:
    enter_credentials(iris, by=cast.desk, endpoint=URL, secrets=KEYS)
    connection = connection_of(iris)
    got = {"access_token": "t", "expires_at": "9999999999", "refresh_token": "r"}
    connection.sealed = sealed_secrets({**KEYS, **got})
    connection.save()
    enter_credentials(iris, by=cast.desk, endpoint="https://ash.edgen.cloud")
    assert secrets_of(connection_of(iris)) == KEYS
