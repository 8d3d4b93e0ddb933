"""The models of WHO, gathered for import; each file holds one subject."""

from accounts.models.audit import AuditEvent
from accounts.models.people import SCHOOL_ROLES, Membership, PortalUser, Role
from accounts.models.places import LocalAuthority, MisProduct, Phase, School, SchoolMis
from accounts.models.uso import (
    AccountKind,
    AccountOrigin,
    AssociationEnd,
    AssociationSource,
    LatestMove,
    SchoolAssociation,
    UsernameStem,
    UsoAccount,
)

__all__ = [
    "SCHOOL_ROLES",
    "AccountKind",
    "AccountOrigin",
    "AssociationEnd",
    "AssociationSource",
    "AuditEvent",
    "LatestMove",
    "LocalAuthority",
    "Membership",
    "MisProduct",
    "Phase",
    "PortalUser",
    "Role",
    "School",
    "SchoolAssociation",
    "SchoolMis",
    "UsernameStem",
    "UsoAccount",
]
