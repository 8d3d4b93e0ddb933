"""A school's history: who did what, in sentences. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.db.models import QuerySet

from accounts.models import AuditEvent, MisProduct, Phase, School
from autoupdate.connectors.catalogue import FIELD_LABELS, REPORT_TEXTS

#: First part of an action's code → the subject under which a page filters.
SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "mis": "MIS",
        "mis_change": "Change of MIS",
        "report": "Reports",
        "field": "Fields",
        "licence_key": "Licence key",
        "approval": "Approvals in the MIS",
        "connection": "Connection to the MIS",
        "push_keys": "Keys for the MIS",
        "upload": "Uploads",
        "pull": "Fetching",
        "run": "Processing",
        "removal": "Held removals",
        "match": "Matching",
        "account": "Accounts",
        "contacts": "Contacts",
        "slips": "Username slips",
        "review": "Reviews of non-MIS accounts",
        "excluded_name": "Names that should not be in USO",
        "waiting_mail": "Weekly mail",
        "case": "Cases",
        "role": "Roles",
        "trust": "Trust",
        "school": "The school’s details",
        "school_view": "Seen by the Service Desk",
    }
)

#: Action → what happened, in words. A code that is not here is shown as it is, without its dots.
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "mis.changed": "Changed the MIS",
        "mis_change.account_kept": "Kept an account that the new MIS does not have",
        "mis_change.account_not_kept": "Took the keeping of an account back",
        "mis_change.account_stayed": "Looks after an account by hand since the MIS changed",
        "mis_change.account_unallocated": "Let an account go when the change of MIS was taken back",
        "mis_change.confirmed": "Confirmed the change of MIS",
        "mis_change.person_left": "Confirmed that somebody left before the MIS changed",
        "mis_change.taken_back": "Took the change of MIS back",
        "report.accepted": "Accepted a report",
        "report.withdrawn": "Withdrew a report",
        "licence_key.issued": "Made the licence key",
        "licence_key.rotated": "Made a new licence key",
        "licence_key.revoked": "Revoked the licence key",
        "licence_key.shown": "Looked at the licence key",
        "mis.offered": "Made an MIS visible",
        "mis.offer_withdrawn": "Hid an MIS",
        "mis.started": "Took an MIS into use",
        "approval.asked": "Went to the MIS to approve AutoUpdate",
        "approval.given": "Approved AutoUpdate in the MIS",
        "approval.declined": "Came back from the MIS without approving",
        "connection.entered": "Entered the details of the connection",
        "connection.forgotten": "Forgot the connection",
        "connection.tested": "Tested the connection",
        "push_keys.issued": "Made new keys for the MIS",
        "field.opted_out": "Opted a field out",
        "field.opted_in": "Opted a field in again",
        "upload.refused": "Refused an upload",
        "upload.downloaded": "Downloaded a kept upload",
        "uploads.purged": "Deleted kept uploads whose time was over",
        "pull.forced": "Pressed Force run",
        "run.forced": "Processed the school on demand",
        "run.done": "Finished processing",
        "account.association_ended": "Let the account go",
        "account.name_corrected": "Corrected the preferred name",
        "account.name_released": "Let the MIS describe the preferred name again",
        "account.list_downloaded": "Downloaded a list of accounts",
        "account.restored": "Restored an account",
        "account.restore_undone": "Took a restore back",
        "account.requested": "Made an account by hand",
        "account.held_by_hand": "Took an existing account into the school by hand",
        "account.request_undone": "Took an account made by hand back",
        "account.kept": "Kept a non-MIS account until a day",
        "account.not_kept": "Stopped keeping a non-MIS account",
        "account.ended_in_review": "Ended an account at the school in a review",
        "contacts.seen": "Looked at a pupil’s contacts",
        "slips.printed": "Made username slips to print",
        "slips.downloaded": "Downloaded usernames for slips",
        "review.done": "Marked the review of non-MIS accounts as done",
        "excluded_name.added": "Put a name on the list of names that should not be in USO",
        "excluded_name.removed": "Took a name off the list of names that should not be in USO",
        "match.made": "Matched a person to an account",
        "match.account_created": "Created a new account for a person",
        "match.creation_undone": "Took a new account back",
        "match.rejected": "Said of a person and an account: not the same",
        "match.rejection_undone": "Took “not the same person” back",
        "match.undone": "Took a match back",
        "removal.released": "Confirmed that somebody has left",
        "waiting_mail.turned_off": "Turned the weekly mail off for themselves",
        "waiting_mail.turned_on": "Turned the weekly mail on for themselves",
        "school_view.started": "Began to see what the school sees",
        "school_view.stopped": "Stopped seeing what the school sees",
        "school.set_up": "Set the school up",
        "school.changed": "Changed the school’s details",
        "trust.school_moved": "Put the school into a trust, or took it out",
        "role.given": "Gave a role",
        "role.given_back": "Gave a role back",
        "role.kept": "Said that a role is still right",
        "role.ended": "Ended a role",
        "role.expired": "Ended a role after its last day",
        "role.requested": "Asked for a role",
        "role.granted": "Granted a role",
        "role.refused": "Refused a role",
        "role.quota_set": "Set how many may hold a role",
        "role.invited": "Invited somebody to a role",
        "role.invited_again": "Sent an invitation again",
        "role.invitation_revoked": "Took an invitation back",
        "role.invitation_accepted": "Accepted an invitation",
        "case.raised": "Raised a case",
        "case.raised_for_school": "Raised a case for the school",
        "case.answered": "Wrote in a case",
        "case.details_replaced": "Entered the details of a case again",
        "case.resolved": "Resolved a case",
        "case.closed": "Closed a case",
        "case.reopened": "Reopened a case",
        "case.carried_out": "Carried out what a case asked for",
        "case.keys_shown": "Looked at the keys for the MIS",
    }
)


def events_of(school: School) -> QuerySet[AuditEvent]:
    """Every event of the school, newest first."""
    return AuditEvent.objects.filter(school=school).select_related("by", "account")


def what(action: str) -> str:
    """What happened, in words."""
    return WORDS.get(action) or action.replace(".", ": ").replace("_", " ").capitalize()


def to_what(event: AuditEvent) -> str:
    """To what or whom it happened: an account by its name, a report or field by its own."""
    if event.account is not None:
        return str(event.account)
    kind, _, name = event.subject.partition(":")
    if kind == "excluded_name":
        details = event.after or event.before or {}
        return f"{details.get('forename', '')} {details.get('surname', '')}".strip()
    if event.action == "school.changed":
        return _changed(event)
    if event.action.startswith(("role.", "school_view.")):
        details = event.after or {}
        return ", ".join(filter(None, (details.get("who"), details.get("role"))))
    return _NAMED.get(kind, _as_it_is)(name)


#: Part of a school's details in the audit trail → what it is called.
_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "name": "Name",
        "number": "DfE number",
        "urn": "URN",
        "phase": "Phase",
        "autotext": "AutoText",
    }
)
_SHOWN: Mapping[object, str] = MappingProxyType({None: "none", True: "yes", False: "no"})


def _changed(event: AuditEvent) -> str:
    """What of a school was changed from what to what."""
    before, after = event.before or {}, event.after or {}
    return "; ".join(
        f"{_DETAILS[each]}: {_detail(before[each])} → {_detail(after[each])}"
        for each in _DETAILS
        if each in before and each in after
    )


def _detail(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return _SHOWN[value]
    return str(Phase(value).label) if value in Phase.values else str(value)


def _report(name: str) -> str:
    return next((text.label for code, text in REPORT_TEXTS.items() if code.value == name), name)


def _field(name: str) -> str:
    sub_report, _, field = name.partition(".")
    return f"{FIELD_LABELS.get(field, field)} ({_report(sub_report)})"


def _mis(name: str) -> str:
    return MisProduct(name).label if name in MisProduct.values else name


def _as_it_is(name: str) -> str:
    return ""


def _numbered(name: str) -> str:
    return f"Run {name}"


def _case(name: str) -> str:
    return f"Case {name}"


_NAMED: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "report": _report,
        "sub_report": _report,
        "field": _field,
        "run": _numbered,
        "case": _case,
        "mis": _mis,
    }
)
