"""The models of WHAT THE MIS SAYS, gathered for import."""

from autoupdate.models.changes import ChangedAccount, ChangeState, KeptAccount, MisChange
from autoupdate.models.connections import ApprovalRequest, MisConnection, MisOffer
from autoupdate.models.consent import FieldOptOut, LicenceKey, ReportAcceptance
from autoupdate.models.facts import SchoolFacts
from autoupdate.models.pulls import Pull, PullCause, PullLogLine, PullStatus
from autoupdate.models.runs import (
    FailureKind,
    HeldRemoval,
    Hold,
    HoldState,
    Night,
    Outcome,
    ProcessingRun,
    RunCause,
    RunLogLine,
    RunStatus,
)
from autoupdate.models.school_life import (
    AttendanceMark,
    Contact,
    Group,
    GroupKindChoice,
    GroupMembership,
    GroupRoleChoice,
    StudentContact,
)
from autoupdate.models.uploads import Delivery, Upload, UploadProblem, UploadState

__all__ = [
    "ApprovalRequest",
    "AttendanceMark",
    "ChangeState",
    "ChangedAccount",
    "Contact",
    "Delivery",
    "FailureKind",
    "FieldOptOut",
    "Group",
    "GroupKindChoice",
    "GroupMembership",
    "GroupRoleChoice",
    "HeldRemoval",
    "Hold",
    "HoldState",
    "KeptAccount",
    "LicenceKey",
    "MisChange",
    "MisConnection",
    "MisOffer",
    "Night",
    "Outcome",
    "ProcessingRun",
    "Pull",
    "PullCause",
    "PullLogLine",
    "PullStatus",
    "ReportAcceptance",
    "RunCause",
    "RunLogLine",
    "RunStatus",
    "SchoolFacts",
    "StudentContact",
    "Upload",
    "UploadProblem",
    "UploadState",
]
