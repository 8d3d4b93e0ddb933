"""Approving at the vendor: somebody is sent there, comes back with a code, and it is taken in.

What comes back is believed only with the state that was sent, once, from the same person, in time.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions.locking import lock_school
from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, SchoolMis
from accounts.permissions import Permission, check
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.connectors.pulling import Approval, Asking, Granted
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.locking import lock_school_mis
from autoupdate.models import ApprovalRequest, MisConnection
from autoupdate.reaching import (
    access_of,
    client,
    connection_of,
    note_trouble,
    partner_of,
    sealed_secrets,
)
from autoupdate.secret_box import UnsealError, seal, unseal

#: Signing in at the vendor and finding the button takes people a while.
IN_TIME = timedelta(minutes=30)
_AGAIN = "Nothing was changed. Press Authorise again on AutoUpdate Settings."


@transaction.atomic
def begin(school_mis: SchoolMis, *, by: PortalUser, return_to: str) -> str:
    """The vendor's address at which ``by`` approves. Raises VendorTrouble: partner_missing."""
    check(by, Permission.CONNECT_MIS, school_mis.school)
    approval = _approval(registry.get(school_mis.product))
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    ApprovalRequest.objects.create(
        school_mis=school_mis,
        state_digest=_digest(state),
        sealed_verifier=seal(verifier),
        asked_by=by,
        expires_at=timezone.now() + IN_TIME,
    )
    record("approval.asked", by=by, school=school_mis.school, subject=_subject(school_mis))
    return approval.address(
        Asking(
            state=state,
            verifier=verifier,
            return_to=return_to,
            partner=partner_of(school_mis.product),
        )
    )


def asked_of(*, state: str, by: PortalUser) -> SchoolMis | None:
    """The MIS for which ``by`` was sent to the vendor with that state, whatever became of it."""
    asked = ApprovalRequest.objects.select_related("school_mis__school")
    request = asked.filter(state_digest=_digest(state), asked_by=by).first()
    return request.school_mis if request else None


def finish(*, state: str, code: str, by: PortalUser, return_to: str) -> MisConnection:
    """Take in what the vendor sent ``by`` back with.

    Raises ActionRefused where it cannot be believed, VendorTrouble where the vendor does not give
    what it promised.
    """
    request = _claimed(state, by=by)
    school_mis = request.school_mis
    approval = _approval(registry.get(school_mis.product))
    asking = Asking(
        state=state,
        verifier=unseal(request.sealed_verifier),
        return_to=return_to,
        partner=partner_of(school_mis.product),
    )
    with client() as using:
        granted = approval.exchange(using, asking, code=code)
    return _keep(granted, school_mis=school_mis, by=by)


def decline(*, state: str, by: PortalUser) -> SchoolMis:
    """The vendor sent ``by`` back without an approval. Raises ActionRefused as ``finish`` does."""
    request = _claimed(state, by=by)
    with transaction.atomic():
        record(
            "approval.declined",
            by=by,
            school=request.school_mis.school,
            subject=_subject(request.school_mis),
        )
    return request.school_mis


def forget(school_mis: SchoolMis, *, by: PortalUser) -> bool:
    """Give the approval back and forget everything that reaches the MIS.

    Returns whether the vendor heard of it: what is kept here is forgotten in any case.
    """
    check(by, Permission.CONNECT_MIS, school_mis.school)
    is_heard = _revoke(school_mis)
    with transaction.atomic():
        lock_school(school_mis.school_id)
        connection = connection_of(lock_school_mis(school_mis.pk))
        connection.endpoint, connection.reference, connection.sealed = "", "", ""
        connection.approved_at = connection.approved_by = None
        connection.entered_at = connection.entered_by = None
        connection.checked, connection.checked_at = [], None
        note_trouble(connection, None)
        connection.save()
        record(
            "connection.forgotten",
            by=by,
            school=school_mis.school,
            subject=_subject(school_mis),
            after={"vendor_heard": is_heard},
        )
    return is_heard


def _revoke(school_mis: SchoolMis) -> bool:
    approval = registry.get(school_mis.product).approval
    if approval is None or not connection_of(school_mis).sealed:
        return False
    try:
        with client() as using:
            return approval.revoke(using, access_of(school_mis))
    except (VendorTrouble, UnsealError):
        return False


def _claimed(state: str, *, by: PortalUser) -> ApprovalRequest:
    """The request that the state belongs to, used up."""
    with transaction.atomic():
        request = (
            ApprovalRequest.objects.select_for_update(of=("self",))
            .select_related("school_mis__school__local_authority")
            .filter(state_digest=_digest(state), asked_by=by)
            .first()
        )
        if request is None or request.used_at is not None:
            raise ActionRefused(f"This approval was not asked for here. {_AGAIN}")
        check(by, Permission.CONNECT_MIS, request.school_mis.school)
        if request.expires_at < timezone.now():
            raise ActionRefused(f"The approval took longer than half an hour. {_AGAIN}")
        if request.school_mis.ended_at is not None:
            raise ActionRefused("The school uses another MIS by now, so nothing was changed.")
        request.used_at = timezone.now()
        request.save(update_fields=["used_at"])
    return request


@transaction.atomic
def _keep(granted: Granted, *, school_mis: SchoolMis, by: PortalUser) -> MisConnection:
    lock_school(school_mis.school_id)
    school_mis = lock_school_mis(school_mis.pk)
    if school_mis.ended_at is not None:
        raise ActionRefused("The school uses another MIS by now, so nothing was changed.")
    connection = connection_of(school_mis)
    lacks_endpoint = registry.get(school_mis.product).needs_endpoint and not granted.endpoint
    connection.endpoint = granted.endpoint
    connection.reference = granted.reference or connection.reference
    connection.sealed = sealed_secrets(granted.secrets)
    connection.approved_at, connection.approved_by = timezone.now(), by
    note_trouble(connection, VendorTrouble("endpoint_missing") if lacks_endpoint else None)
    connection.checked, connection.checked_at = [], None
    connection.save()
    record("approval.given", by=by, school=school_mis.school, subject=_subject(school_mis))
    return connection


def _approval(connector: Connector) -> Approval:
    if connector.approval is None:
        raise ActionRefused(f"{connector.label} needs no approval from this page.")
    return connector.approval


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode(errors="replace")).hexdigest()


def _subject(school_mis: SchoolMis) -> str:
    return f"mis:{school_mis.product}"
