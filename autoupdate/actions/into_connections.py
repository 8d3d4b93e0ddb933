"""What a school entered in a case goes into its connection, or waits sealed until it uses the MIS.

Whoever calls has checked who asks. Nobody sees a secret on the way, and no error names one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.actions.refused import ActionRefused
from accounts.audit import record
from accounts.models import PortalUser, SchoolMis
from autoupdate.casework import kinds as case_kinds
from autoupdate.casework.kinds import Goes
from autoupdate.connectors import registry
from autoupdate.connectors.base import CredentialField, Entry
from autoupdate.models import Case, CaseMessage, Voice, WaitingCredentials
from autoupdate.reaching import (
    keep_entered,
    partner_of,
)
from autoupdate.secret_box import UnsealError, unseal

LOST = (
    "What the school entered cannot be opened: it was sealed with a key that the portal no longer "
    "has. Ask the school to enter the details again."
)


@dataclass(frozen=True, slots=True)
class _Given:
    """What goes where in a connection."""

    endpoint: str
    reference: str
    secrets: Mapping[str, str]


def put_into_connection(case: Case, school_mis: SchoolMis, *, by: PortalUser) -> None:
    """Keep in the connection what the case holds; texts that it does not hold stay as they are.

    Raises ActionRefused where a text cannot be right for the MIS, or cannot be opened any more.
    """
    _put(case, case.details, case.sealed, school_mis=school_mis, entered_by=by, by=by)


def keep_waiting(case: Case, *, by: PortalUser) -> WaitingCredentials:
    """Keep, sealed, what the case holds until the school uses the MIS; older ones are dropped.

    Raises ActionRefused as ``put_into_connection`` does: better now than on that day.
    """
    _check(case.product, _given(case, case.details, case.sealed))
    WaitingCredentials.objects.filter(
        school=case.school, product=case.product, ended_at__isnull=True
    ).update(ended_at=timezone.now(), sealed={})
    return WaitingCredentials.objects.create(
        school=case.school,
        product=case.product,
        case=case,
        details=case.details,
        sealed=case.sealed,
        kept_by=by,
    )


def take_waiting(school_mis: SchoolMis, *, by: PortalUser | None) -> bool:
    """What waits for this MIS goes into its connection, now that the school uses it.

    Returns whether anything did. What cannot be used is dropped, and its case says so: it must not
    keep a school from its MIS.
    """
    waiting = (
        WaitingCredentials.objects.select_for_update(of=("self",))
        .filter(school=school_mis.school, product=school_mis.product, ended_at__isnull=True)
        .select_related("case", "kept_by")
        .first()
    )
    if waiting is None:
        return False
    case, details, sealed = waiting.case, waiting.details, waiting.sealed
    waiting.ended_at, waiting.sealed = timezone.now(), {}
    waiting.save(update_fields=["ended_at", "sealed"])
    try:
        with transaction.atomic():
            _put(case, details, sealed, school_mis=school_mis, entered_by=waiting.kept_by, by=by)
    except ActionRefused as refused:
        _tell(case, refused.message, by=waiting.kept_by)
        return False
    _tell(case, "What was kept has gone into the connection.", by=waiting.kept_by)
    return True


def _tell(case: Case, text: str, *, by: PortalUser) -> None:
    CaseMessage.objects.create(case=case, voice=Voice.EVENT, text=text, written_by=by)


def _put(
    case: Case,
    details: Mapping[str, str],
    sealed: Mapping[str, str],
    *,
    school_mis: SchoolMis,
    entered_by: PortalUser,
    by: PortalUser | None,
) -> None:
    given = _given(case, details, sealed)
    _check(school_mis.product, given)
    keep_entered(
        school_mis,
        endpoint=given.endpoint,
        reference=given.reference,
        secrets=given.secrets,
        by=entered_by,
    )
    record(
        "connection.entered",
        by=by,
        school=school_mis.school,
        subject=f"mis:{school_mis.product}",
        after={"entered": sorted({**details, **sealed}), "from_case": case.pk},
    )


def _given(case: Case, details: Mapping[str, str], sealed: Mapping[str, str]) -> _Given:
    """What the case holds, opened, by where it goes."""
    kind = case_kinds.kind_stored(case.kind, case.product)
    plain = {each.goes: details.get(each.code, "") for each in kind.fields if not each.is_secret}
    try:
        secrets = {code: unseal(token) for code, token in sealed.items()}
    except UnsealError:
        raise ActionRefused(LOST) from None
    return _Given(plain.get(Goes.ENDPOINT, ""), plain.get(Goes.REFERENCE, ""), secrets)


def _check(product: str, given: _Given) -> None:
    """The MIS's own checks, which may know more than the form did."""
    for declared in registry.get(product).credentials:
        text = _text_for(declared, given)
        fault = declared.check(text, partner_of(product)) if text else ""
        if fault:
            raise ActionRefused(
                f"Nothing was done. {declared.label}: {fault} Ask the school to enter the details "
                "again."
            )


def _text_for(declared: CredentialField, given: _Given) -> str:
    places = {Entry.ENDPOINT: given.endpoint, Entry.REFERENCE: given.reference}
    return places.get(declared.entry) or given.secrets.get(declared.code, "")
