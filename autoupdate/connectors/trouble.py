"""What can go wrong with a vendor's interface: one table from code to whose turn it is, and words.

Whoever talks to a vendor raises ``VendorTrouble`` and nothing else. No knowledge of any one MIS,
the database or the web.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class TroubleKind(StrEnum):
    """Whose turn it is."""

    TEMPORARY = "temporary"  # we try again by ourselves
    MISCONFIGURED = "misconfigured"  # the school puts something right
    PERMANENT = "permanent"  # the service desk looks at it
    INTERNAL = "internal"  # a fault of ours


@dataclass(frozen=True, slots=True)
class TroubleText:
    """One trouble: whose turn, what the school reads, what the service desk reads.

    Both texts may name ``{mis}`` and the details that the trouble was raised with.
    """

    kind: TroubleKind
    school: str
    desk: str


_AGAIN = "We try again by ourselves; your people and their accounts stay as they are meanwhile."
_SAFE = "Your people and their accounts stay as they are."

TROUBLES: Mapping[str, TroubleText] = MappingProxyType(
    {
        "unreachable": TroubleText(
            TroubleKind.TEMPORARY,
            f"{{mis}} could not be reached. {_AGAIN}",
            "No connection to {host}. If it lasts, see whether the vendor has an outage or the "
            "address is wrong.",
        ),
        "timed_out": TroubleText(
            TroubleKind.TEMPORARY,
            f"{{mis}} did not answer in time. {_AGAIN}",
            "{host} took longer than the limit for one request.",
        ),
        "broken_off": TroubleText(
            TroubleKind.TEMPORARY,
            f"{{mis}} broke off in the middle of its answer, so nothing of it was used. {_AGAIN}",
            "The connection to {host} ended before the whole body had come.",
        ),
        "busy": TroubleText(
            TroubleKind.TEMPORARY,
            f"{{mis}} asked us to slow down. {_AGAIN}",
            "{host} answered 429 for longer than we wait in one go.",
        ),
        "server_error": TroubleText(
            TroubleKind.TEMPORARY,
            f"{{mis}} has a fault of its own at the moment. {_AGAIN}",
            "{host} answered {status} again and again.",
        ),
        "not_data": TroubleText(
            TroubleKind.TEMPORARY,
            f"{{mis}} sent a web page in place of data, as it does during maintenance. {_AGAIN}",
            "{host} answered 200 with something that is not JSON.",
        ),
        "page_repeated": TroubleText(
            TroubleKind.TEMPORARY,
            f"{{mis}} sent the same page of its list twice, so nothing of it was used. {_AGAIN}",
            "{host} repeated a page of {resource}: people may be missing from the list.",
        ),
        "total_changed": TroubleText(
            TroubleKind.TEMPORARY,
            "The list in {mis} changed while it was read, so nothing of it was used. " + _AGAIN,
            "{host} gave another total or number of pages of {resource} in the middle.",
        ),
        "nobody": TroubleText(
            TroubleKind.MISCONFIGURED,
            "{mis} sent an empty list of {resource}, which cannot be right, so it was not used. "
            "See in {mis} whether AutoUpdate may still read it. " + _SAFE,
            "An empty list of {resource} came with a good status: usually a lost permission.",
        ),
        "not_authorised": TroubleText(
            TroubleKind.MISCONFIGURED,
            "{mis} no longer accepts the approval. Authorise AutoUpdate again on AutoUpdate "
            "Settings. " + _SAFE,
            "{host} answered 401 with the school’s credentials, after one renewal.",
        ),
        "approval_withdrawn": TroubleText(
            TroubleKind.MISCONFIGURED,
            "The approval was withdrawn in {mis}. If that was not meant, authorise AutoUpdate "
            "again on AutoUpdate Settings. " + _SAFE,
            "{host} answered that the grant is no longer valid.",
        ),
        "approval_unusable": TroubleText(
            TroubleKind.MISCONFIGURED,
            "{mis} did not take back the approval that it had just given, as it does when that "
            "took too long or came twice. Authorise AutoUpdate again on AutoUpdate Settings.",
            "{host} refused the code that came back from its approve page.",
        ),
        "credentials_refused": TroubleText(
            TroubleKind.MISCONFIGURED,
            "{mis} does not accept the credentials that were entered. Check them in {mis}, and "
            "enter them again. " + _SAFE,
            "{host} refused the school’s client ID and secret (or key).",
        ),
        "permission_missing": TroubleText(
            TroubleKind.MISCONFIGURED,
            "{mis} does not let AutoUpdate read {permission}. Give that permission in {mis}. "
            + _SAFE,
            "{host} answered that {permission} is not permitted.",
        ),
        "not_granted": TroubleText(
            TroubleKind.MISCONFIGURED,
            "Access has not been granted in {mis} yet. Grant it there; {mis} does not tell us, so "
            "it shows at the next evening’s run.",
            "{host} knows no grant for this school.",
        ),
        "reference_unknown": TroubleText(
            TroubleKind.MISCONFIGURED,
            "{mis} does not know the school by the reference that was entered. Look it up in "
            "{mis}, and raise a case with the right one.",
            "{host} answered 404 for the school’s reference.",
        ),
        "address_unknown": TroubleText(
            TroubleKind.MISCONFIGURED,
            "At the web address that was entered there is no {mis}. Look the address up in {mis}, "
            "and raise a case with the right one.",
            "{host} answered 404 where it should give out tokens: the address is misspelt, or of "
            "another product.",
        ),
        "endpoint_missing": TroubleText(
            TroubleKind.MISCONFIGURED,
            "MISSING ENDPOINT URL: {mis} approved, but did not say where the school’s data are. "
            "Authorise again; if this stays, raise a case.",
            "The approval came without an endpoint URL. The vendor has to set it for this school.",
        ),
        "credentials_missing": TroubleText(
            TroubleKind.MISCONFIGURED,
            "{mis} is not connected yet. AutoUpdate Settings says what is still to do.",
            "No credentials or approval are kept for this school.",
        ),
        "address_refused": TroubleText(
            TroubleKind.MISCONFIGURED,
            "The web address of {mis} is not one that may be used. It begins with https:// and "
            "ends in {mis}’s own domain.",
            "The address is not https, not of the vendor’s domains, or leads to a private network.",
        ),
        "firewall": TroubleText(
            TroubleKind.PERMANENT,
            "A firewall of {mis} turns our requests away. The Service Desk has been told. " + _SAFE,
            "{host} answered 403 with a web page: usually a web application firewall. Ask the "
            "vendor to let the portal’s address and User-Agent through.",
        ),
        "redirected": TroubleText(
            TroubleKind.PERMANENT,
            "{mis} sends our requests elsewhere, where we do not follow. The Service Desk has "
            "been told. " + _SAFE,
            "{host} redirected to another host, or too often.",
        ),
        "too_big": TroubleText(
            TroubleKind.PERMANENT,
            "{mis} sent far more than a school can have, so nothing of it was used. The Service "
            "Desk has been told. " + _SAFE,
            "{host} sent more than {limit} in one answer.",
        ),
        "insecure": TroubleText(
            TroubleKind.PERMANENT,
            "The connection to {mis} is not secure, so nothing was sent or read. The Service Desk "
            "has been told. " + _SAFE,
            "TLS with {host} failed: the certificate is not trusted, out of date or for another "
            "name.",
        ),
        "answer_unusable": TroubleText(
            TroubleKind.PERMANENT,
            "{mis} answered in a form that we do not know. The Service Desk has been told. "
            + _SAFE,
            "{host} answered {status} for {resource}, but not in the documented shape.",
        ),
        "request_refused": TroubleText(
            TroubleKind.PERMANENT,
            "{mis} did not accept our request. The Service Desk has been told. " + _SAFE,
            "{host} answered {status} for {resource}.",
        ),
        "partner_missing": TroubleText(
            TroubleKind.INTERNAL,
            "The portal is not connected to {mis} yet. The Service Desk has been told.",
            "The portal’s own settings for {mis} are empty: see .env.sample.",
        ),
        "partner_refused": TroubleText(
            TroubleKind.INTERNAL,
            "{mis} does not recognise the portal. The Service Desk has been told. " + _SAFE,
            "{host} refused the portal’s own ID and secret: see .env.sample.",
        ),
        "key_lost": TroubleText(
            TroubleKind.INTERNAL,
            "Something went wrong on our side. The Service Desk has been told. " + _SAFE,
            "The kept credentials cannot be opened: the key that sealed them is no longer among "
            "UPLOAD_ENCRYPTION_KEYS. Put it back, or have the school connect again.",
        ),
        "own_fault": TroubleText(
            TroubleKind.INTERNAL,
            "Something went wrong on our side. The Service Desk has been told. " + _SAFE,
            "A fault of ours: the worker’s log has it.",
        ),
    }
)


class VendorTrouble(Exception):  # noqa: N818
    """A vendor could not be read. ``code`` is a key of ``TROUBLES``; ``details`` fill its texts.

    Details never hold what the vendor sent about people, nor credentials.
    """

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.details = details
        self.kind = TROUBLES[code].kind
        super().__init__(code)


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"


def school_text(code: str, *, mis: str, details: Mapping[str, Any]) -> str:
    """What the school reads of a trouble."""
    return TROUBLES[code].school.format_map(_Known({**details, "mis": mis}))


def desk_text(code: str, *, mis: str, details: Mapping[str, Any]) -> str:
    """What the service desk reads of a trouble."""
    return TROUBLES[code].desk.format_map(_Known({**details, "mis": mis}))
