"""Factories of a change of MIS: the change, accounts its nights touched, accounts kept."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from accounts.models import MisProduct
from autoupdate.models import ChangedAccount, KeptAccount, MisChange
from tests.factories.accounts import PortalUserFactory, SchoolMisFactory, UsoAccountFactory
from tests.factories.moments import now


class MisChangeFactory(DjangoModelFactory[MisChange]):
    """A school that uses SIMS Connected since a moment, after SIMS; nobody has looked yet."""

    class Meta:
        model = MisChange

    after = factory.SubFactory(SchoolMisFactory, product=MisProduct.SIMS_CONNECTED)
    school = factory.SelfAttribute("after.school")
    before = factory.SubFactory(
        SchoolMisFactory,
        school=factory.SelfAttribute("..school"),
        ended_at=factory.LazyFunction(now),
    )
    changed_at = factory.LazyFunction(now)
    changed_by = factory.SubFactory(PortalUserFactory)


class ChangedAccountFactory(DjangoModelFactory[ChangedAccount]):
    """An account that a night of the change created."""

    class Meta:
        model = ChangedAccount

    change = factory.SubFactory(MisChangeFactory)
    account = factory.SubFactory(UsoAccountFactory)
    was_created = True


class KeptAccountFactory(DjangoModelFactory[KeptAccount]):
    """An account that stays although the new MIS does not have its person."""

    class Meta:
        model = KeptAccount

    change = factory.SubFactory(MisChangeFactory)
    account = factory.SubFactory(UsoAccountFactory)
    reason = "A governor, who is not in the MIS."
    kept_by = factory.SubFactory(PortalUserFactory)
