"""Offering an MIS to a school, taking it into use, and entering what reaches it.

``by`` None is the system itself, when it sets up a school.
"""

from __future__ import annotations

import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, School, SchoolMis
from accounts.permissions import Permission, check, is_desk
from autoupdate.actions.into_connections import take_waiting
from autoupdate.actions.keys import rotate_key
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector, CredentialField, Delivery, Entry
from autoupdate.locking import lock_school_mis
from autoupdate.models import MisConnection, MisOffer
from autoupdate.queries.offers import is_offered
from autoupdate.queries.reports import mis_in_use
from autoupdate.reaching import (
    connection_of,
    keep_entered,
    partner_of,
    sealed_secrets,
)

SUPPLIER_PASSWORD = "supplier_password"  # noqa: S105 - the name of a secret


@transaction.atomic
def offer_mis(school: School, *, product: str, by: PortalUser | None) -> MisOffer:
    """Make the MIS visible to the school; one that is visible already stays as it was."""
    _check(by, Permission.OFFER_MIS, school)
    lock_school(school.pk)
    offer, is_new = MisOffer.objects.get_or_create(
        school=school, product=product, withdrawn_at=None, defaults={"offered_by": by}
    )
    if is_new:
        record("mis.offered", by=by, school=school, subject=f"mis:{product}")
    return offer


@transaction.atomic
def withdraw_offer(school: School, *, product: str, by: PortalUser) -> None:
    """Hide the MIS from the school again. Raises ActionRefused while the school uses it."""
    check(by, Permission.OFFER_MIS, school)
    lock_school(school.pk)
    label, in_use = registry.get(product).label, mis_in_use(school)
    if in_use is not None and in_use.product == product:
        raise ActionRefused(f"{school} uses {label}, so it stays visible. Change its MIS first.")
    offer = MisOffer.objects.filter(
        school=school, product=product, withdrawn_at__isnull=True
    ).first()
    if offer is None:
        raise ActionRefused(f"{label} was not visible to {school}, so nothing was changed.")
    offer.withdrawn_at, offer.withdrawn_by = timezone.now(), by
    offer.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("mis.offer_withdrawn", by=by, school=school, subject=f"mis:{product}")


@transaction.atomic
def start_mis(school: School, *, product: str, by: PortalUser | None) -> SchoolMis:
    """The first MIS of a school. Raises ActionRefused where it uses one, or may not choose it."""
    _check(by, Permission.CHOOSE_MIS, school)
    lock_school(school.pk)
    in_use = mis_in_use(school)
    if in_use is not None:
        label = registry.get(in_use.product).label
        raise ActionRefused(f"{school} uses {label} already. Use Change MIS instead.")
    check_choosable(registry.get(product), school=school, by=by)
    school_mis = SchoolMis.objects.create(
        school=school, product=product, started_at=timezone.now(), started_by=by
    )
    record("mis.started", by=by, school=school, subject=f"mis:{product}")
    take_waiting(school_mis, by=by)
    return school_mis


def check_choosable(connector: Connector, *, school: School, by: PortalUser | None) -> None:
    """Raise ActionRefused unless ``by`` may put the school on this MIS; the system itself may."""
    if by is None:
        return
    if connector.needs_offer and not is_offered(school, product=connector.code):
        raise ActionRefused(
            f"{connector.label} is not visible to {school} yet. Raise a case that asks for it."
        )
    if not connector.school_may_change_to and not is_desk(by):
        raise ActionRefused(
            f"The Service Desk puts a school on {connector.label}. Raise a case that asks for it."
        )


@transaction.atomic
def enter_credentials(
    school_mis: SchoolMis,
    *,
    by: PortalUser,
    endpoint: str = "",
    reference: str = "",
    secrets: Mapping[str, str] | None = None,
) -> MisConnection:
    """Keep what reaches the school's MIS, sealed. A blank text leaves what is kept as it is.

    Raises PermissionDenied, or ActionRefused where a text cannot be right.
    """
    check(by, Permission.CONNECT_MIS, school_mis.school)
    school_mis = _locked(school_mis)
    given = {"endpoint": endpoint, "reference": reference, **(secrets or {})}
    entered = _entered(registry.get(school_mis.product), given, by=by)
    connection = keep_entered(
        school_mis,
        endpoint=entered.endpoint,
        reference=entered.reference,
        secrets=entered.secrets,
        by=by,
    )
    record(
        "connection.entered",
        by=by,
        school=school_mis.school,
        subject=f"mis:{school_mis.product}",
        after={"entered": sorted(name for name, text in given.items() if text)},
    )
    return connection


@dataclass(frozen=True, slots=True)
class _Entered:
    endpoint: str
    reference: str
    secrets: dict[str, str]


def _entered(connector: Connector, given: Mapping[str, str], *, by: PortalUser) -> _Entered:
    """The texts in their places, trimmed and checked."""
    kept: dict[Entry, dict[str, str]] = {entry: {} for entry in Entry}
    for declared in connector.credentials:
        name = declared.code if declared.entry is Entry.SECRET else declared.entry.value
        text = given.get(name, "").strip()
        if text:
            _check_text(declared, text, product=connector.code, by=by)
            kept[declared.entry][declared.code] = text
    if not any(kept.values()):
        raise ActionRefused("Nothing was entered, so nothing was changed.")
    return _Entered(
        endpoint="".join(kept[Entry.ENDPOINT].values()),
        reference="".join(kept[Entry.REFERENCE].values()),
        secrets=kept[Entry.SECRET],
    )


def _check_text(declared: CredentialField, text: str, *, product: str, by: PortalUser) -> None:
    if declared.entered_by == "desk" and not is_desk(by):
        raise ActionRefused(
            f"{declared.label} is entered by the Service Desk. Raise a case.", field=declared.code
        )
    if fault := declared.check(text, partner_of(product)):
        raise ActionRefused(f"{declared.label}: {fault}", field=declared.code)


@dataclass(frozen=True, slots=True)
class PushKeys:
    """The three that are entered in an MIS which sends by itself; shown once."""

    licence_key: str
    supplier_id: str
    supplier_password: str


@transaction.atomic
def issue_push_keys(school_mis: SchoolMis, *, by: PortalUser) -> PushKeys:
    """A new licence key, supplier ID and supplier password; older ones stop working at once.

    Raises PermissionDenied, or ActionRefused where the MIS does not send by itself.
    """
    check(by, Permission.CHANGE_LICENCE_KEY, school_mis.school)
    school_mis = _locked(school_mis)
    connector = registry.get(school_mis.product)
    if connector.delivery is not Delivery.PUSH:
        raise ActionRefused(f"{connector.label} needs no supplier ID and password.")
    issued = rotate_key(school_mis.school, by=by)
    connection = connection_of(school_mis)
    connection.reference = connection.reference or _new_supplier_id()
    password = random.token_urlsafe(18)
    connection.sealed = sealed_secrets({SUPPLIER_PASSWORD: password})
    connection.entered_at, connection.entered_by = timezone.now(), by
    connection.save()
    record("push_keys.issued", by=by, school=school_mis.school, subject=f"mis:{connector.code}")
    return PushKeys(issued.plain, connection.reference, password)


def _locked(school_mis: SchoolMis) -> SchoolMis:
    """The MIS after its school, both locked. Raises ActionRefused where it is no longer in use."""
    lock_school(school_mis.school_id)
    locked = lock_school_mis(school_mis.pk)
    if locked.ended_at is not None:
        raise ActionRefused("The school uses another MIS by now, so nothing was changed.")
    return locked


def _new_supplier_id() -> str:
    return f"SUP-{random.randbelow(10**8):08d}"


def _check(by: PortalUser | None, permission: Permission, school: School) -> None:
    if by is not None:
        check(by, permission, school)
