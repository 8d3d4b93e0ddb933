"""May this person do this to that school? One table, one place that answers.

``can`` asks (for buttons), ``check`` raises (for doors): both read the same table, so that they
agree. It knows nothing of views.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import HELD_AT, PLACE_FIELDS, Membership, PortalUser, Role, School


class Permission(StrEnum):
    """What can be done at a school."""

    SEE_SETTINGS = "see_settings"
    ACCEPT_REPORTS = "accept_reports"
    SEE_LICENCE_KEY = "see_licence_key"
    CHANGE_LICENCE_KEY = "change_licence_key"
    SEE_UPLOADS = "see_uploads"
    SEE_RESULTS = "see_results"
    DECIDE_MATCHES = "decide_matches"
    RESTORE_ACCOUNTS = "restore_accounts"
    RELEASE_REMOVALS = "release_removals"
    EXCLUDE_NAMES = "exclude_names"
    SEE_ACCOUNTS = "see_accounts"
    REQUEST_ACCOUNTS = "request_accounts"
    SEE_UPN = "see_upn"
    REVIEW_ACCOUNTS = "review_accounts"
    PRINT_SLIPS = "print_slips"
    END_ASSOCIATIONS = "end_associations"
    CORRECT_NAMES = "correct_names"
    SEE_GROUPS = "see_groups"
    SEE_CONTACTS = "see_contacts"
    CHOOSE_MIS = "choose_mis"
    CHANGE_MIS = "change_mis"
    CONNECT_MIS = "connect_mis"
    FORCE_RUN = "force_run"
    OFFER_MIS = "offer_mis"
    OPT_OUT_FIELDS = "opt_out_fields"
    FORCE_PROCESSING = "force_processing"
    READ_RUN_LOG = "read_run_log"
    DOWNLOAD_UPLOAD = "download_upload"
    SEE_HISTORY = "see_history"
    SEE_CASES = "see_cases"
    RAISE_CASES = "raise_cases"
    WORK_CASES = "work_cases"
    RAISE_FOR_SCHOOL = "raise_for_school"
    SEE_ROLES = "see_roles"
    MANAGE_ROLES = "manage_roles"
    SET_QUOTAS = "set_quotas"
    SEE_AS_SCHOOL = "see_as_school"
    MANAGE_TRUSTS = "manage_trusts"
    MANAGE_SCHOOLS = "manage_schools"


_SEE = frozenset(
    {
        Permission.SEE_SETTINGS,
        Permission.SEE_UPLOADS,
        Permission.SEE_RESULTS,
        Permission.SEE_ACCOUNTS,
        Permission.SEE_CASES,
    }
)
_WORK = _SEE | {
    Permission.SEE_LICENCE_KEY,
    Permission.DECIDE_MATCHES,
    Permission.RESTORE_ACCOUNTS,
    Permission.END_ASSOCIATIONS,
    Permission.CORRECT_NAMES,
    Permission.EXCLUDE_NAMES,
    Permission.REQUEST_ACCOUNTS,
    Permission.REVIEW_ACCOUNTS,
    Permission.PRINT_SLIPS,
    Permission.SEE_GROUPS,
    Permission.SEE_CONTACTS,
    Permission.CONNECT_MIS,
    Permission.FORCE_RUN,
    Permission.SEE_ROLES,
    Permission.MANAGE_ROLES,
}
_CONTACT = _WORK | {Permission.RAISE_CASES}
_LEAD = _CONTACT | {
    Permission.ACCEPT_REPORTS,
    Permission.CHOOSE_MIS,
    Permission.CHANGE_MIS,
    Permission.CHANGE_LICENCE_KEY,
    Permission.RELEASE_REMOVALS,
    Permission.SEE_HISTORY,
    Permission.SEE_UPN,
}
_DESK = _WORK | {
    Permission.CHOOSE_MIS,
    Permission.CHANGE_MIS,
    Permission.OFFER_MIS,
    Permission.CHANGE_LICENCE_KEY,
    Permission.RELEASE_REMOVALS,
    Permission.OPT_OUT_FIELDS,
    Permission.FORCE_PROCESSING,
    Permission.READ_RUN_LOG,
    Permission.DOWNLOAD_UPLOAD,
    Permission.SEE_HISTORY,
    Permission.SEE_UPN,
    Permission.WORK_CASES,
    Permission.RAISE_FOR_SCHOOL,
    Permission.SET_QUOTAS,
    Permission.SEE_AS_SCHOOL,
    Permission.MANAGE_TRUSTS,
    Permission.MANAGE_SCHOOLS,
}

#: What each role may do at the schools it reaches. The desk never accepts reports: consent is
#: the school's own.
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.HEAD: _LEAD,
    Role.HEAD_PROXY: _LEAD,
    Role.NOMINATED_CONTACT: _CONTACT,
    Role.LA_USER: _SEE,
    Role.TRUST_USER: _SEE,
    Role.SERVICE_DESK: _DESK,
}

#: Whoever holds one of these roles signs in with a second step, or comes to nothing.
SECOND_STEP_ROLES = frozenset(
    {Role.HEAD, Role.HEAD_PROXY, Role.NOMINATED_CONTACT, Role.SERVICE_DESK}
)

#: Whoever holds one of these is advised to set one up.
ADVISED_ROLES = frozenset({Role.LA_USER, Role.TRUST_USER})

#: Roles that reach many schools, and those of them that reach every school of a local authority.
WIDE_ROLES = frozenset(role for role in Role if HELD_AT[role] != "school")
AUTHORITY_ROLES = frozenset({Role.LA_USER, Role.SERVICE_DESK})

#: Where a role is held → what of a school says whether it is reached from there.
_OF_SCHOOL: Mapping[str, str] = {
    "school": "pk",
    "local_authority": "local_authority_id",
    "trust": "trust_id",
}

#: What is asked of people afresh: their last second step may not be long ago
#: (``accounts.second_step``). Everything else is open for as long as they are signed in.
FRESH = frozenset(
    {
        Permission.ACCEPT_REPORTS,
        Permission.SEE_LICENCE_KEY,
        Permission.CHANGE_LICENCE_KEY,
        Permission.CHOOSE_MIS,
        Permission.CHANGE_MIS,
        Permission.RELEASE_REMOVALS,
        Permission.MANAGE_ROLES,
        Permission.MANAGE_TRUSTS,
        Permission.MANAGE_SCHOOLS,
    }
)

Visitor = PortalUser | AnonymousUser


def in_force() -> Q:
    """The memberships that count today: neither ended nor past their last day."""
    not_over = Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate())
    return Q(ended_at__isnull=True) & not_over


def memberships(user: Visitor) -> list[Membership]:
    """The live memberships of ``user``, read once per user object (that is, per request)."""
    if not isinstance(user, PortalUser) or not user.is_active:
        return []
    cached: list[Membership] | None = user.__dict__.get("_live_memberships")
    if cached is None:
        cached = list(
            user.memberships.filter(in_force()).select_related(
                "school__local_authority", "local_authority", "trust"
            )
        )
        user.__dict__["_live_memberships"] = cached
    return cached


def see_as(user: PortalUser, *, role: Role, school: School) -> None:
    """Let ``user`` be nothing but that role at that school, for as long as the object lives.

    For the desk's looking at what a school sees: a request in which nothing is changed.
    """
    user.__dict__["_live_memberships"] = [
        Membership(user=user, role=role, school=school, granted_at=timezone.now())
    ]


def reaches(membership: Membership, school: School) -> bool:
    """Whether the membership, if it is in force, opens the school to whoever holds it."""
    field = HELD_AT[Role(membership.role)]
    if not field:
        return True
    return bool(getattr(membership, f"{field}_id") == getattr(school, _OF_SCHOOL[field]))


def roles_at(user: Visitor, school: School) -> frozenset[Role]:
    """The roles that ``user`` holds at ``school``."""
    return frozenset(Role(m.role) for m in memberships(user) if reaches(m, school))


def permitted(user: Visitor, school: School) -> frozenset[Permission]:
    """Everything that ``user`` may do at ``school``."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles_at(user, school)))


def can(user: Visitor, permission: Permission, school: School) -> bool:
    """Whether ``user`` may do ``permission`` at ``school``."""
    return permission in permitted(user, school)


def check(user: Visitor, permission: Permission, school: School) -> None:
    """Raise PermissionDenied unless ``user`` may do ``permission`` at ``school``."""
    if not can(user, permission, school):
        raise PermissionDenied


def is_desk(user: Visitor) -> bool:
    """Whether ``user`` works at the Service Desk."""
    return any(m.role == Role.SERVICE_DESK for m in memberships(user))


def schools_of(user: Visitor) -> QuerySet[School]:
    """The schools that ``user`` reaches in any role, in one query."""
    return _reached_by(memberships(user))


def schools_where(user: Visitor, permission: Permission) -> QuerySet[School]:
    """The schools at which ``user`` may do ``permission``, in one query."""
    return _reached_by([m for m in memberships(user) if permission in PERMISSIONS[Role(m.role)]])


def may_everywhere(user: Visitor, permission: Permission) -> bool:
    """Whether ``user`` may do ``permission`` at every school there is."""
    return any(
        m.role == Role.SERVICE_DESK and permission in PERMISSIONS[Role(m.role)]
        for m in memberships(user)
    )


def check_everywhere(user: Visitor, permission: Permission) -> None:
    """Raise PermissionDenied unless ``user`` may do ``permission`` at every school there is."""
    if not may_everywhere(user, permission):
        raise PermissionDenied


def _reached_by(held: Sequence[Membership]) -> QuerySet[School]:
    if any(m.role == Role.SERVICE_DESK for m in held):
        return School.objects.all()
    ids = {
        field: [place for m in held if (place := getattr(m, f"{field}_id"))]
        for field in PLACE_FIELDS
    }
    reached = [(f"{_OF_SCHOOL[field]}__in", places) for field, places in ids.items() if places]
    return School.objects.filter(Q(*reached, _connector=Q.OR) if reached else Q(pk__in=()))
