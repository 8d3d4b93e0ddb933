"""Reason codes: for each, the school's sentence, what to do about it, and the desk's note.

One table for pages, downloads and the API. Pure text; ``{mis}`` is the name of the school's MIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Why something happened, or did not happen, to a person in a run."""

    UNCHANGED = "unchanged"
    UPDATED = "updated"
    MIS_RECORD_UPDATED = "mis_record_updated"
    ASSOCIATION_RESTORED = "association_restored"
    LET_GO_BY_STAFF = "let_go_by_staff"
    CREATED = "created"
    LINKED_BY_UPN = "linked_by_upn"
    LINKED_BY_NAMES = "linked_by_names"
    LINKED_BY_LIKENESS = "linked_by_likeness"
    RETURNED = "returned"
    MIS_ID_REPLACED = "mis_id_replaced"
    REQUIRES_MATCHING = "requires_matching"
    NO_DATE_OF_BIRTH = "no_date_of_birth"
    NO_NAME = "no_name"
    RECORD_UNUSABLE = "record_unusable"
    RECORD_AMBIGUOUS = "record_ambiguous"
    NOT_STARTED = "not_started"
    NAME_EXCLUDED = "name_excluded"
    LEFT_NOT_IN_EXPORT = "left_not_in_export"
    LEFT_LEAVING_DATE = "left_leaving_date"
    LEAVING_DATE_PASSED = "leaving_date_passed"
    GONE_WITHOUT_ACCOUNT = "gone_without_account"
    IDENTITY_CHANGED = "identity_changed"
    REMOVAL_HELD = "removal_held"
    KEPT_FOR_CHANGE = "kept_for_change"


@dataclass(frozen=True, slots=True)
class Reason:
    """``sentence`` and ``remedy`` are for the school, ``desk_note`` for the Service Desk."""

    label: str
    sentence: str
    remedy: str
    desk_note: str


_NOTHING = "Nothing to do."

REASONS: Mapping[Code, Reason] = {
    Code.UNCHANGED: Reason(
        "No change",
        "The account agrees with {mis}.",
        _NOTHING,
        "Linked; record, account and association compared equal.",
    ),
    Code.UPDATED: Reason(
        "Updated",
        "The account was brought into line with {mis}.",
        _NOTHING,
        "Linked; the fields in the detail differed. A hand edit shows here too.",
    ),
    Code.MIS_RECORD_UPDATED: Reason(
        "MIS record updated",
        "{mis} changed something that the account itself does not show.",
        _NOTHING,
        "Only the kept MIS record changed (or this link does not lead the account).",
    ),
    Code.ASSOCIATION_RESTORED: Reason(
        "Back at this school",
        "The account was linked to {mis} but not held at this school; it is held again.",
        "If this person should not have an account here, end their record in {mis} or add the "
        "name to the names that should not be in USO.",
        "Live link without a live association at the school.",
    ),
    Code.LET_GO_BY_STAFF: Reason(
        "Let go by the school",
        "This person is in {mis}, but somebody at the school let the account go, so it stays so.",
        "To give the account back, open it and choose Restore.",
        "Live link; its last association here was ended by staff since the link was made. Holds "
        "until it is restored, or the person leaves the MIS and comes back.",
    ),
    Code.CREATED: Reason(
        "Account created",
        "Nobody similar was found, so a new account was created.",
        "Hand out the username.",
        "No candidate reached the asking threshold in the school, the local authority or among "
        "recently unallocated accounts.",
    ),
    Code.LINKED_BY_UPN: Reason(
        "Linked to an account",
        "An account with the same UPN was found and linked.",
        _NOTHING,
        "Valid permanent UPN, on one record and one account, not contradicted by the rest.",
    ),
    Code.LINKED_BY_NAMES: Reason(
        "Linked to an account",
        "An account with the same names and date of birth was found and linked.",
        _NOTHING,
        "Same names and date of birth, unique in both directions, in scope.",
    ),
    Code.LINKED_BY_LIKENESS: Reason(
        "Linked to an account",
        "An account that is written a little differently was found and linked; it can be nobody "
        "else’s.",
        "Nothing to do. If it is somebody else after all, tell the Service Desk.",
        "Alike in names and date of birth, far ahead of any other record or account, and not what "
        "twins, siblings or namesakes share. The reasons are in the detail.",
    ),
    Code.RETURNED: Reason(
        "Came back",
        "This person is in {mis} again and has the same account as before.",
        _NOTHING,
        "The MIS person’s last ended link was renewed.",
    ),
    Code.MIS_ID_REPLACED: Reason(
        "New record in {mis}",
        "{mis} now holds this person under a new record; the account stays.",
        _NOTHING,
        "The MIS id vanished and its account was linked to another MIS id in the same run.",
    ),
    Code.REQUIRES_MATCHING: Reason(
        "Requires matching",
        "Somebody similar already has an account at this school or a local school.",
        "Open the person, compare the two, then match them or create a new account.",
        "At least one candidate at or above the asking threshold, none certain. Scores and "
        "reasons are kept with the candidates.",
    ),
    Code.NO_DATE_OF_BIRTH: Reason(
        "No date of birth",
        "There is no usable date of birth, so no account could be created.",
        "Enter the date of birth in {mis}. The account follows the night after the next export.",
        "Blank or unreadable in the export: see the upload’s problems. Also check that the "
        "exporting user may see dates of birth.",
    ),
    Code.NO_NAME: Reason(
        "No name",
        "There is no usable name, so no account could be created.",
        "Enter the legal forename and surname in {mis}.",
        "Both legal names blank or unusable: see the upload’s problems.",
    ),
    Code.RECORD_UNUSABLE: Reason(
        "A problem in the record",
        "The record in {mis} has a problem that must be put right before there can be an account.",
        "Put the problem right in {mis}. The account follows the night after the next export.",
        "The detail names the row problem; the upload lists it with its row.",
    ),
    Code.RECORD_AMBIGUOUS: Reason(
        "Two people in one record",
        "{mis} gives different names or dates of birth under one ID, so the account was left as "
        "it is.",
        "Put the record right in {mis}: an ID belongs to one person only.",
        "id_shared or rows_disagree on a linked person: frozen, MIS record included.",
    ),
    Code.NOT_STARTED: Reason(
        "Not started yet",
        "The start date in {mis} has not come, so there is no account yet.",
        "Nothing to do: the account is created on the start date. To have accounts earlier, "
        "accept the Future report on AutoUpdate Settings.",
        "Start date after tonight and no Future report accepted for this kind.",
    ),
    Code.NAME_EXCLUDED: Reason(
        "Should not be in USO",
        "The name is on this school’s list of names that should not be in USO.",
        "If this person should have an account, take the name off the list.",
        "Matched an excluded name (and its date of birth, where one was given).",
    ),
    Code.LEFT_NOT_IN_EXPORT: Reason(
        "Left",
        "This person was in earlier exports and is not in the newest one, so the account is no "
        "longer held at this school.",
        "If they have not left, check their record in {mis}; you can restore the account at once.",
        "Absent now and present in a processed extract before.",
    ),
    Code.LEFT_LEAVING_DATE: Reason(
        "Leaving date passed",
        "The leaving date in {mis} has passed, so the account is no longer held at this school.",
        "If they have not left, correct the leaving date in {mis}; you can restore the account "
        "at once.",
        "leaves_on is before tonight while the person is still in the export.",
    ),
    Code.LEAVING_DATE_PASSED: Reason(
        "Left already",
        "The leaving date in {mis} has passed, so there is no account at this school.",
        "If they have not left, correct the leaving date in {mis}.",
        "leaves_on is before tonight and the person is not linked.",
    ),
    Code.GONE_WITHOUT_ACCOUNT: Reason(
        "No longer in {mis}",
        "This person is no longer in {mis}. No account was held here for them.",
        _NOTHING,
        "Unlinked MIS person absent from the newest export.",
    ),
    Code.IDENTITY_CHANGED: Reason(
        "A different person in {mis}",
        "{mis} now gives a different name and date of birth for the record this account is "
        "linked to. Nothing was changed.",
        "Check the record in {mis}: an ID belongs to one person only. If it is right, tell the "
        "Service Desk.",
        "Forename, surname and date of birth all differ under the same MIS id: an id used again, "
        "another database, or another school’s file.",
    ),
    Code.REMOVAL_HELD: Reason(
        "Waiting for you",
        "More people than usual would have lost their account, so nobody was removed.",
        "Look at the list: confirm that they have left, or correct {mis} and export again.",
        "The brake: removals over both the configured share and number.",
    ),
    Code.KEPT_FOR_CHANGE: Reason(
        "Kept while the MIS changes",
        "This person seems to have left, but nobody loses an account until the change to {mis} "
        "has been looked at.",
        "Look at the result of the change on AutoUpdate Settings, then confirm it or take it back.",
        "A removal under the new MIS while the change waits; the first night after its "
        "confirmation looks anew.",
    ),
}


def reason_for(code: str, *, mis: str) -> Reason:
    """The reason with the MIS's name filled in; KeyError for an unknown code."""
    reason = REASONS[Code(code)]
    return Reason(
        reason.label.format(mis=mis),
        reason.sentence.format(mis=mis),
        reason.remedy.format(mis=mis),
        reason.desk_note.format(mis=mis),
    )
