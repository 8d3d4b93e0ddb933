"""A check and a pull of one school at one moment: the rotating token is renewed once, by one.

ScholarPack ends an approval whose refresh token comes twice, so a second renewal would lock the
school out.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.db import connection
from pytest_django import Settings

from accounts.models import SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import MisConnection
from autoupdate.reaching import access_of, client, connection_of, secrets_of, session_of
from sandbox.schools import make_school
from sandbox.vendors.running import VendorServer
from tests.contract.vendors.scholarpack import ScholarPackAdapter
from tests.factories import MisConnectionFactory, SchoolMisFactory
from tests.processes import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def adapter(settings: Settings) -> Iterator[ScholarPackAdapter]:
    """The pretend ScholarPack, known to the portal's settings."""
    oak = make_school(
        31, phase="primary", num_people=40, establishment="2001", today=date(2026, 11, 20)
    )
    with VendorServer({"oak": oak}) as vendors:
        adapter = ScholarPackAdapter(vendors)
        settings.VENDOR_PARTNERS = {"scholarpack": adapter.partner()}
        settings.VENDOR_TEST_HOSTS = [urlsplit(vendors.address).netloc]
        yield adapter


@pytest.fixture
def school_mis(adapter: ScholarPackAdapter) -> SchoolMis:
    """A school whose token is over."""
    secrets = {**adapter.access().secrets, "expires_at": "0"}
    school_mis: SchoolMis = SchoolMisFactory(product="scholarpack")
    MisConnectionFactory(school_mis=school_mis, endpoint="", secrets=secrets)
    adapter.vendors.forget_requests()
    return school_mis


def count_staff(school_mis: SchoolMis) -> int:
    """How many members of staff a session of its own reads."""
    connector = registry.get("scholarpack")
    assert connector.puller is not None
    with client() as using:
        puller = connector.puller(session_of(school_mis, using=using))
        return len(list(puller.rows(connector.sub_report("staff"), wanted=())))


def test_of_many_sessions_one_renews(adapter: ScholarPackAdapter, school_mis: SchoolMis) -> None:
    ready, found = threading.Barrier(4, timeout=PATIENCE), []

    def read() -> None:
        try:
            ready.wait()
            found.append(count_staff(school_mis))
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    renewals = [each for each in adapter.vendors.seen("scholarpack") if "token" in each.path]
    assert len(renewals) == 1
    assert count_staff(school_mis) == found[0]


def test_what_is_renewed_is_kept_at_once(
    adapter: ScholarPackAdapter, school_mis: SchoolMis
) -> None:
    before = secrets_of(connection_of(school_mis))
    count_staff(school_mis)
    after = secrets_of(connection_of(school_mis))
    assert after["refresh_token"] != before["refresh_token"]
    assert float(after["expires_at"]) > 0
    assert access_of(school_mis).secrets == after


def test_what_was_forgotten_meanwhile_stays_forgotten(
    adapter: ScholarPackAdapter, school_mis: SchoolMis
) -> None:
    access = access_of(school_mis)
    MisConnection.objects.update(sealed="")
    access.remember({"access_token": "late"})
    assert secrets_of(connection_of(school_mis)) == {}


def test_a_renewal_that_fails_lets_go(adapter: ScholarPackAdapter, school_mis: SchoolMis) -> None:
    adapter.vendors.withdraw("scholarpack", "oak")
    for _ in range(2):
        with pytest.raises(VendorTrouble) as met:
            count_staff(school_mis)
        assert met.value.code == "approval_withdrawn"
