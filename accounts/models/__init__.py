"""The models of WHO, gathered for import; each file holds one subject."""

from accounts.models.audit import AuditEvent
from accounts.models.corrections import CORRECTABLE, NameCorrection
from accounts.models.lists import ColumnChoice, SavedFilter
from accounts.models.names import NameEntry, UnreadName
from accounts.models.people import (
    HELD_AT,
    PLACE_FIELDS,
    SCHOOL_ROLES,
    Membership,
    PortalUser,
    Role,
)
from accounts.models.places import (
    LocalAuthority,
    MisProduct,
    Phase,
    School,
    SchoolMis,
    Trust,
)
from accounts.models.roles import (
    Invitation,
    RequestState,
    RoleMail,
    RoleMailOccasion,
    RoleQuota,
    RoleRequest,
)
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
    "CORRECTABLE",
    "HELD_AT",
    "PLACE_FIELDS",
    "SCHOOL_ROLES",
    "AccountKind",
    "AccountOrigin",
    "AssociationEnd",
    "AssociationSource",
    "AuditEvent",
    "ColumnChoice",
    "Invitation",
    "LatestMove",
    "LocalAuthority",
    "Membership",
    "MisProduct",
    "NameCorrection",
    "NameEntry",
    "Phase",
    "PortalUser",
    "RequestState",
    "Role",
    "RoleMail",
    "RoleMailOccasion",
    "RoleQuota",
    "RoleRequest",
    "SavedFilter",
    "School",
    "SchoolAssociation",
    "SchoolMis",
    "Trust",
    "UnreadName",
    "UsernameStem",
    "UsoAccount",
]
