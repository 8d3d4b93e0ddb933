"""Factories of cases: what a school asks of the Service Desk, and what was said about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from autoupdate.models import (
    Case,
    CaseDeed,
    CaseKind,
    CaseMail,
    CaseMessage,
    Deed,
    MailOccasion,
    Voice,
    WaitingCredentials,
    WaitingMail,
    WaitingMailWish,
)
from autoupdate.secret_box import seal
from tests.factories.accounts import PortalUserFactory, SchoolFactory
from tests.factories.moments import now

IRIS_SECRETS = {"client_id": "iris-client-7781", "client_secret": "wH4t-3v3r-i5-s3cr3t"}
IRIS_URL = "https://ashmead.isams.cloud"


def _sealed_secrets() -> dict[str, str]:
    return {code: seal(text) for code, text in IRIS_SECRETS.items()}


class CaseFactory(DjangoModelFactory[Case]):
    """A case about anything else, with the desk; ``iris`` for one with sealed credentials."""

    class Meta:
        model = Case

    school = factory.SubFactory(SchoolFactory)
    kind = CaseKind.OTHER
    subject = "Contacts do not arrive"
    raised_by = factory.SubFactory(PortalUserFactory)

    class Params:
        iris = factory.Trait(
            kind=CaseKind.CONNECTION,
            product="iris",
            subject="Connect IRIS",
            details={"endpoint": IRIS_URL},
            sealed=factory.LazyFunction(_sealed_secrets),
        )
        resolved = factory.Trait(
            state="resolved",
            sealed=factory.LazyFunction(dict),
            resolved_at=factory.LazyFunction(now),
            resolved_by=factory.SubFactory(PortalUserFactory),
        )


class CaseMessageFactory(DjangoModelFactory[CaseMessage]):
    """Something that the school wrote."""

    class Meta:
        model = CaseMessage

    case = factory.SubFactory(CaseFactory)
    voice = Voice.SCHOOL
    text = "Since Monday no contact has arrived."
    written_by = factory.SubFactory(PortalUserFactory)


class CaseDeedFactory(DjangoModelFactory[CaseDeed]):
    """The school was processed for a case."""

    class Meta:
        model = CaseDeed

    case = factory.SubFactory(CaseFactory)
    deed = Deed.FORCE
    done_by = factory.SubFactory(PortalUserFactory)


class WaitingCredentialsFactory(DjangoModelFactory[WaitingCredentials]):
    """Credentials for IRIS that wait until the school uses it."""

    class Meta:
        model = WaitingCredentials

    case = factory.SubFactory(CaseFactory, iris=True, sealed=factory.LazyFunction(dict))
    school = factory.SelfAttribute("case.school")
    product = "iris"
    details: Any = factory.LazyFunction(lambda: {"endpoint": IRIS_URL})
    sealed: Any = factory.LazyFunction(_sealed_secrets)
    kept_by = factory.SubFactory(PortalUserFactory)


class CaseMailFactory(DjangoModelFactory[CaseMail]):
    """A mail to the desk that is owed."""

    class Meta:
        model = CaseMail

    case = factory.SubFactory(CaseFactory)
    occasion = MailOccasion.RAISED
    occasioned_by = factory.SubFactory(PortalUserFactory)


class WaitingMailFactory(DjangoModelFactory[WaitingMail]):
    """A weekly mail that is owed."""

    class Meta:
        model = WaitingMail

    school = factory.SubFactory(SchoolFactory)
    reader = factory.SubFactory(PortalUserFactory)
    week_on = date(2026, 11, 23)


class WaitingMailWishFactory(DjangoModelFactory[WaitingMailWish]):
    """Somebody who turned the weekly mail of a school off."""

    class Meta:
        model = WaitingMailWish

    school = factory.SubFactory(SchoolFactory)
    reader = factory.SubFactory(PortalUserFactory)
    is_wanted = False
