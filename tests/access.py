"""Who may open and press what, of every address of the portal's own: the one table of doors.

A door is a permission at the school of the address, or one of ``Door``. ``answer`` says what a
member of the cast must meet there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from accounts.models import Role
from accounts.permissions import PERMISSIONS, Permission


class Door(StrEnum):
    """Addresses that are not about one school."""

    EVERYBODY = "everybody"
    SIGNED_IN = "everybody who has signed in"
    DESK = "the Service Desk"
    LICENCE_KEY = "software with a licence key"
    DEBUG = "nobody but developers"


class Answer(StrEnum):
    """What somebody meets at a door."""

    ALLOWED = "yes"
    NOT_SO = "405"
    REFUSED = "403"
    NOT_FOUND = "404"
    SIGN_IN = "sign in"
    UNKNOWN = "401"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open (GET) an address and who may press its buttons (POST); None: nobody can.

    Where one of the two is impossible, the other's door is met first all the same. ``is_data``:
    whoever has not signed in is told so, instead of being led to where one does.
    """

    get: Permission | Door | None = None
    post: Permission | Door | None = None
    is_data: bool = False


P = Permission
#: A page that asks, and does what it asked about.
_BOTH: Final = {each: Rule(get=each, post=each) for each in Permission}

_DESK: Final = Rule(get=Door.DESK, post=Door.DESK)

RULES: Final[Mapping[str, Rule]] = {
    "health_live": Rule(get=Door.EVERYBODY),
    "health_ready": Rule(get=Door.EVERYBODY),
    "schema": Rule(get=Door.EVERYBODY),
    "agent_api:configuration": Rule(get=Door.LICENCE_KEY),
    "agent_api:uploads": Rule(post=Door.LICENCE_KEY),
    "agent_api:upload": Rule(get=Door.LICENCE_KEY),
    "staff_api:outcomes": Rule(get=P.SEE_RESULTS, is_data=True),
    "staff_api:candidates": Rule(get=P.SEE_RESULTS, is_data=True),
    "push_api:send": Rule(post=Door.LICENCE_KEY),
    "push_api:upload": Rule(get=Door.LICENCE_KEY),
    "autoupdate:help": Rule(get=Door.EVERYBODY),
    "autoupdate:help_article": Rule(get=Door.EVERYBODY),
    "autoupdate:help_guide": Rule(get=Door.EVERYBODY),
    "autoupdate:accessibility": Rule(get=Door.EVERYBODY),
    "autoupdate:agent_test": Rule(get=Door.EVERYBODY),
    "accounts:design": Rule(get=Door.DEBUG, post=Door.DEBUG),
    "accounts:design_page": Rule(get=Door.DEBUG, post=Door.DEBUG),
    "accounts:second_step": Rule(get=Door.SIGNED_IN),
    "accounts:my_roles": Rule(get=Door.SIGNED_IN, post=Door.SIGNED_IN),
    "accounts:invitation": Rule(get=Door.EVERYBODY, post=Door.EVERYBODY),
    "accounts:roles": Rule(get=P.SEE_ROLES),
    "accounts:role_answer": _BOTH[P.MANAGE_ROLES],
    "accounts:role_quota": _BOTH[P.SET_QUOTAS],
    "accounts:seeing": _BOTH[P.SEE_AS_SCHOOL],
    "accounts:seeing_stop": Rule(post=Door.SIGNED_IN),
    "accounts:authorities": Rule(get=Door.DESK),
    "accounts:trusts": Rule(get=Door.DESK),
    "accounts:trust": Rule(get=Door.DESK),
    "accounts:trust_new": _DESK,
    "accounts:trust_rename": _DESK,
    "accounts:trust_remove": _DESK,
    "accounts:trust_put_back": _DESK,
    "accounts:trust_schools": Rule(get=Door.DESK),
    "accounts:trust_schools_add": Rule(get=Door.DESK),
    "accounts:trust_move": _DESK,
    "accounts:trust_move_undo": _DESK,
    "accounts:school_trust": _BOTH[P.MANAGE_TRUSTS],
    "accounts:trust_role_invite": _DESK,
    "accounts:trust_role_keep": _DESK,
    "accounts:trust_role_end": _DESK,
    "accounts:trust_role_give_back": _DESK,
    "accounts:trust_invitation_again": _DESK,
    "accounts:trust_invitation_revoke": _DESK,
    "accounts:authority": Rule(get=Door.DESK),
    "accounts:authority_new": _DESK,
    "accounts:authority_rename": _DESK,
    "accounts:authority_remove": _DESK,
    "accounts:school_new": _DESK,
    "accounts:role_invite": _BOTH[P.MANAGE_ROLES],
    "accounts:authority_role_invite": _DESK,
    "accounts:role_keep": _BOTH[P.MANAGE_ROLES],
    "accounts:authority_role_keep": _DESK,
    "accounts:role_end": _BOTH[P.MANAGE_ROLES],
    "accounts:authority_role_end": _DESK,
    "accounts:role_give_back": _BOTH[P.MANAGE_ROLES],
    "accounts:authority_role_give_back": _DESK,
    "accounts:invitation_again": _BOTH[P.MANAGE_ROLES],
    "accounts:authority_invitation_again": _DESK,
    "accounts:invitation_revoke": _BOTH[P.MANAGE_ROLES],
    "accounts:authority_invitation_revoke": _DESK,
    "autoupdate:home": Rule(get=Door.SIGNED_IN),
    "autoupdate:schools": Rule(get=Door.SIGNED_IN),
    "autoupdate:nights": Rule(get=Door.SIGNED_IN),
    "autoupdate:school_nights": Rule(get=P.SEE_RESULTS),
    "autoupdate:results_all": Rule(get=Door.SIGNED_IN),
    "autoupdate:school": Rule(get=P.SEE_SETTINGS),
    "autoupdate:settings": Rule(get=P.SEE_SETTINGS),
    "autoupdate:report": Rule(get=P.SEE_SETTINGS),
    "autoupdate:report_accept": _BOTH[P.ACCEPT_REPORTS],
    "autoupdate:report_withdraw": _BOTH[P.ACCEPT_REPORTS],
    "autoupdate:key": _BOTH[P.SEE_LICENCE_KEY],
    "autoupdate:key_new": _BOTH[P.CHANGE_LICENCE_KEY],
    "autoupdate:key_revoke": _BOTH[P.CHANGE_LICENCE_KEY],
    "autoupdate:change_mis": _BOTH[P.CHANGE_MIS],
    "autoupdate:change_mis_to": _BOTH[P.CHANGE_MIS],
    "autoupdate:changes": Rule(get=P.SEE_RESULTS),
    "autoupdate:change": Rule(get=P.SEE_RESULTS),
    "autoupdate:change_relinked": Rule(get=P.SEE_RESULTS),
    "autoupdate:change_to_match": Rule(get=P.SEE_RESULTS),
    "autoupdate:change_missing": Rule(get=P.SEE_RESULTS),
    "autoupdate:change_new": Rule(get=P.SEE_RESULTS),
    "autoupdate:change_keep": _BOTH[P.CHANGE_MIS],
    "autoupdate:change_confirm": _BOTH[P.CHANGE_MIS],
    "autoupdate:change_take_back": _BOTH[P.CHANGE_MIS],
    "autoupdate:choose_mis": Rule(get=P.CHOOSE_MIS),
    "autoupdate:choose_product": _BOTH[P.CHOOSE_MIS],
    "autoupdate:authorise": _BOTH[P.CONNECT_MIS],
    "autoupdate:approved": Rule(get=Door.SIGNED_IN),
    "autoupdate:connected": Rule(get=P.CONNECT_MIS),
    "autoupdate:credentials": _BOTH[P.CONNECT_MIS],
    "autoupdate:forget_connection": _BOTH[P.CONNECT_MIS],
    "autoupdate:test_connection": _BOTH[P.CONNECT_MIS],
    "autoupdate:history": Rule(get=P.SEE_HISTORY),
    "autoupdate:uploads": Rule(get=P.SEE_UPLOADS),
    "autoupdate:upload": Rule(get=P.SEE_UPLOADS),
    "autoupdate:upload_file": Rule(post=P.DOWNLOAD_UPLOAD),
    "autoupdate:force_run": _BOTH[P.FORCE_RUN],
    "autoupdate:pull": Rule(get=P.SEE_UPLOADS),
    "autoupdate:pull_progress": Rule(get=P.SEE_UPLOADS),
    "autoupdate:results": Rule(get=P.SEE_RESULTS),
    "autoupdate:not_matched": Rule(get=P.SEE_RESULTS),
    "autoupdate:waiting_mail": _BOTH[P.DECIDE_MATCHES],
    "autoupdate:waiting_mail_off": Rule(get=Door.EVERYBODY, post=Door.EVERYBODY),
    "autoupdate:create_many": _BOTH[P.DECIDE_MATCHES],
    "autoupdate:outcomes": Rule(get=P.SEE_RESULTS),
    "autoupdate:unallocated": Rule(get=P.SEE_RESULTS),
    "autoupdate:restore": _BOTH[P.RESTORE_ACCOUNTS],
    "autoupdate:restore_undo": _BOTH[P.RESTORE_ACCOUNTS],
    "autoupdate:holds": Rule(get=P.SEE_RESULTS),
    "autoupdate:hold": Rule(get=P.SEE_RESULTS),
    "autoupdate:hold_release": _BOTH[P.RELEASE_REMOVALS],
    "autoupdate:users": Rule(get=Door.SIGNED_IN, post=Door.SIGNED_IN),
    "autoupdate:saved_filters": Rule(get=Door.SIGNED_IN, post=Door.SIGNED_IN),
    "autoupdate:user_columns": Rule(post=Door.SIGNED_IN),
    "autoupdate:accounts": Rule(get=P.SEE_ACCOUNTS, post=P.SEE_UPN),
    "autoupdate:account": Rule(get=P.SEE_ACCOUNTS),
    "autoupdate:account_let_go": _BOTH[P.END_ASSOCIATIONS],
    "autoupdate:account_give_back": _BOTH[P.RESTORE_ACCOUNTS],
    "autoupdate:account_name": _BOTH[P.CORRECT_NAMES],
    "autoupdate:account_name_release": _BOTH[P.CORRECT_NAMES],
    "matching:person": Rule(get=P.SEE_RESULTS, post=P.DECIDE_MATCHES),
    "matching:search": _BOTH[P.DECIDE_MATCHES],
    "matching:found": _BOTH[P.DECIDE_MATCHES],
    "matching:create": _BOTH[P.DECIDE_MATCHES],
    "matching:undo": _BOTH[P.DECIDE_MATCHES],
    "matching:undo_together": _BOTH[P.DECIDE_MATCHES],
    "autoupdate:non_mis": Rule(get=P.SEE_ACCOUNTS),
    "autoupdate:non_mis_account": Rule(get=P.SEE_ACCOUNTS, post=P.REVIEW_ACCOUNTS),
    "autoupdate:non_mis_settle": _BOTH[P.REVIEW_ACCOUNTS],
    "autoupdate:non_mis_undo": _BOTH[P.REVIEW_ACCOUNTS],
    "autoupdate:non_mis_done": _BOTH[P.REVIEW_ACCOUNTS],
    "autoupdate:slips": Rule(get=P.PRINT_SLIPS),
    "autoupdate:slips_made": _BOTH[P.PRINT_SLIPS],
    "autoupdate:groups": Rule(get=P.SEE_GROUPS),
    "autoupdate:group": Rule(get=P.SEE_GROUPS),
    "autoupdate:attendance": Rule(get=P.SEE_GROUPS),
    "autoupdate:pupils": Rule(get=P.SEE_CONTACTS),
    "autoupdate:pupil": Rule(get=P.SEE_CONTACTS),
    "matching:request": Rule(get=P.REQUEST_ACCOUNTS),
    "matching:request_details": _BOTH[P.REQUEST_ACCOUNTS],
    "matching:request_alike": _BOTH[P.REQUEST_ACCOUNTS],
    "matching:request_confirm": _BOTH[P.REQUEST_ACCOUNTS],
    "matching:request_undo": _BOTH[P.REQUEST_ACCOUNTS],
    "matching:decided": Rule(get=P.SEE_RESULTS),
    "matching:excluded": Rule(get=P.SEE_RESULTS),
    "matching:excluded_add": _BOTH[P.EXCLUDE_NAMES],
    "matching:excluded_remove": _BOTH[P.EXCLUDE_NAMES],
    "autoupdate:cases": Rule(get=P.SEE_CASES),
    "autoupdate:case_new": _BOTH[P.RAISE_CASES],
    "autoupdate:desk_case_new": _BOTH[P.RAISE_FOR_SCHOOL],
    "autoupdate:case": Rule(get=P.SEE_CASES),
    "autoupdate:case_answer": Rule(post=P.RAISE_CASES),
    "autoupdate:case_details": _BOTH[P.RAISE_CASES],
    "autoupdate:case_keys": Rule(post=P.RAISE_CASES),
    "autoupdate:case_close": _BOTH[P.RAISE_CASES],
    "autoupdate:case_reopen": Rule(post=P.RAISE_CASES),
    "autoupdate:desk_cases": Rule(get=Door.DESK),
    "autoupdate:desk_case": Rule(get=P.WORK_CASES),
    "autoupdate:desk_case_assign": Rule(post=P.WORK_CASES),
    "autoupdate:desk_case_answer": Rule(post=P.WORK_CASES),
    "autoupdate:desk_case_note": Rule(post=P.WORK_CASES),
    "autoupdate:desk_case_resolve": _BOTH[P.WORK_CASES],
    "autoupdate:desk_case_carry_out": _BOTH[P.WORK_CASES],
    "autoupdate:desk_home": Rule(get=Door.DESK),
    "autoupdate:desk_night": Rule(get=Door.DESK),
    "autoupdate:desk_role_requests": Rule(get=Door.DESK),
    "autoupdate:desk_force_set": Rule(get=Door.DESK, post=Door.DESK),
    "autoupdate:desk_forced": Rule(get=Door.DESK),
    "autoupdate:desk_schools": Rule(get=Door.DESK),
    "autoupdate:desk_school": Rule(get=P.READ_RUN_LOG),
    "autoupdate:desk_school_details": _BOTH[P.MANAGE_SCHOOLS],
    "autoupdate:desk_mis": Rule(get=P.OFFER_MIS),
    "autoupdate:desk_mis_offer": _BOTH[P.OFFER_MIS],
    "autoupdate:desk_mis_hide": _BOTH[P.OFFER_MIS],
    "autoupdate:desk_force": _BOTH[P.FORCE_PROCESSING],
    "autoupdate:desk_opt_out": _BOTH[P.OPT_OUT_FIELDS],
    "autoupdate:desk_opt_in": _BOTH[P.OPT_OUT_FIELDS],
    "autoupdate:desk_why": Rule(get=P.READ_RUN_LOG),
    "autoupdate:run": Rule(get=P.READ_RUN_LOG),
    "autoupdate:run_progress": Rule(get=P.READ_RUN_LOG),
}

#: Who comes to the doors of one school: their role there. None: signed in, with no role there.
CAST: Final[Mapping[str, Role | None]] = {
    "head": Role.HEAD,
    "head_proxy": Role.HEAD_PROXY,
    "nominated_contact": Role.NOMINATED_CONTACT,
    "colleague": Role.NOMINATED_CONTACT,
    "la_user": Role.LA_USER,
    "trust_user": Role.TRUST_USER,
    "desk": Role.SERVICE_DESK,
    "outsider": None,
    "nobody": None,
}
ANONYMOUS: Final = "anonymous"
METHODS: Final = ("GET", "POST")


def answer(name: str, method: str, who: str) -> Answer:
    """What ``who`` must meet at the address of that name."""
    rule = RULES[name]
    if rule.is_data and who == ANONYMOUS:
        return Answer.UNKNOWN
    doors = {"GET": rule.get, "POST": rule.post}
    wanted = doors[method]
    met = _at(wanted or rule.get or rule.post, who)
    return Answer.NOT_SO if wanted is None and met is Answer.ALLOWED else met


def _at(door: Permission | Door | None, who: str) -> Answer:
    if door is Door.EVERYBODY:
        return Answer.ALLOWED
    if door is Door.DEBUG:
        return Answer.NOT_FOUND
    if door is Door.LICENCE_KEY:
        return Answer.UNKNOWN
    if who == ANONYMOUS:
        return Answer.SIGN_IN
    role = CAST[who]
    if door is Door.SIGNED_IN:
        return Answer.ALLOWED
    if door is Door.DESK:
        return Answer.ALLOWED if role is Role.SERVICE_DESK else Answer.REFUSED
    return Answer.NOT_FOUND if role is None else _with(role, door)


def _with(role: Role, door: Permission | Door | None) -> Answer:
    return Answer.ALLOWED if door in PERMISSIONS[role] else Answer.REFUSED
