"""A school that has chosen no MIS, its Headteacher, and every pretend vendor running beside it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import time

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import LocalAuthority, Membership, PortalUser, Role, School
from autoupdate.wake import quietly
from sandbox.seeding.vendors import portal_settings
from sandbox.vendors.running import MadeSchool, VendorServer
from tests.factories import LocalAuthorityFactory, PortalUserFactory, SchoolFactory
from tests.functional.conftest import Visit
from tests.functional.journeys.way import Journey
from tests.functional.portal import Portal

OAK = MadeSchool(
    seed=41,
    phase="primary",
    num_people=28,
    la="992",
    establishment="2009",
    name="Oak Primary School",
)


@pytest.fixture(scope="module")
def vendors() -> Iterator[VendorServer]:
    """All pretend vendors, in which the school's people are."""
    with VendorServer({"oak": OAK}, today=None) as running:
        running.world.patience = 0
        yield running


@pytest.fixture
def journey(
    fresh_portal: Portal, vendors: VendorServer, visit: Visit, settings: Settings
) -> Iterator[Journey]:
    """The beginning of every journey. Nobody but the test does the workers' work."""
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"].append(vendors.address)
    settings.CONTENT_SECURITY_POLICY = policy
    for name, value in portal_settings(vendors.address).items():
        setattr(settings, name, value)
    # Whatever the hour at which the tests run, Force run is offered.
    settings.NO_FORCE_FROM = settings.NO_FORCE_UNTIL = time(0, 0)
    vendors.world.portal = fresh_portal.url
    with quietly():
        yield Journey(_school(fresh_portal), vendors, visit, fresh_portal.url)


def _school(portal: Portal) -> School:
    """The school in an authority of its own, and its Headteacher's session."""
    authority: LocalAuthority = LocalAuthorityFactory(code=OAK.la, name="Southwick")
    school: School = SchoolFactory(
        name=OAK.name, local_authority=authority, establishment=OAK.establishment
    )
    head: PortalUser = PortalUserFactory(
        username="oak_head", first_name="Ada", last_name="Lindqvist"
    )
    Membership.objects.create(user=head, role=Role.HEAD, school=school)
    client = Client()
    client.force_login(head)
    portal.keys["oak_head"] = client.cookies["sessionid"].value
    return school
