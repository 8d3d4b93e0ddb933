"""One pull, from a claim to its end: each sub-report that is allowed becomes an upload, whole.

A sub-report that breaks off is no upload at all. It must not know any one vendor.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError

from accounts.models import SchoolMis
from autoupdate.connectors import registry
from autoupdate.connectors.base import SubReport
from autoupdate.connectors.http import VendorClient
from autoupdate.connectors.pulling import Puller, Row, Session
from autoupdate.connectors.trouble import VendorTrouble
from autoupdate.models import Pull
from autoupdate.pull_parts import Part, parts_from, renewed
from autoupdate.pulling.book import Book
from autoupdate.pulling.queue import Claim, ClaimLostError
from autoupdate.pulling.verdict import OF_THE_CONNECTION
from autoupdate.queries.known_groups import has_none
from autoupdate.queries.readiness import allowed_of
from autoupdate.queries.reports import fields_not_uploaded
from autoupdate.reaching import client, session_of
from autoupdate.receive import Receipt, UploadRefused, receive_rows
from autoupdate.secret_box import UnsealError

logger = logging.getLogger(__name__)

#: Settings that were changed while a part was read are read again with it, so often.
_MOST_CHANGES = 3


def fetch(claim: Claim) -> Book:
    """Fetch what the claimed pull still lacks; what came of each part is in the book.

    Raises ClaimLostError, and the database's errors: then the pull is to be given back.
    """
    pull = Pull.objects.select_related("school_mis__school__local_authority", "requested_by").get(
        pk=claim.pull_id
    )
    book = Book(claim, pull, connector=registry.get(pull.school_mis.product))
    book.open(_parts_of(pull))
    if any(not part.is_over for part in book.parts):
        _fetch_parts(book)
    return book


def _parts_of(pull: Pull) -> list[Part]:
    """What is to be fetched, by the school's settings of now."""
    kept = parts_from(pull.parts)
    if pull.school_mis.ended_at is not None:
        return renewed(kept, allowed=(), why_not="no_mis")
    return renewed(kept, allowed=allowed_of(pull.school_mis))


def _fetch_parts(book: Book) -> None:
    with client(noting=book.beat) as using:
        try:
            session = session_of(book.pull.school_mis, using=using)
            session.telling = book.turn
            puller = _puller(book, session)
        except UnsealError:
            _fail_rest(book, VendorTrouble("key_lost"))
            return
        except VendorTrouble as met:
            _fail_rest(book, met)
            return
        _Reading(book, using, session, puller).all()


def _puller(book: Book, session: Session) -> Puller:
    if book.connector.puller is None:
        raise VendorTrouble("own_fault")
    return book.connector.puller(session)


def _fail_rest(book: Book, met: VendorTrouble) -> None:
    """What is wrong with the connection is wrong with every part that is left."""
    for part in book.parts:
        if not part.is_over and not part.trouble:
            book.failed(part, met.code, met.details)


class _Reading:
    """Reads the parts of one book, one after another, in one session."""

    def __init__(self, book: Book, using: VendorClient, session: Session, puller: Puller) -> None:
        self.book = book
        self.using = using
        self.session = session
        self.puller = puller
        self._num_before = book.num_requests

    def all(self) -> None:
        for part in self.book.parts:
            if part.is_over or part.trouble:
                continue
            met = self._read(part)
            if met is not None and met.code in OF_THE_CONNECTION:
                _fail_rest(self.book, met)

    def _read(self, part: Part) -> VendorTrouble | None:
        """Read one part; returns the trouble that it met."""
        try:
            self._keep(part, self._receive(part))
        except VendorTrouble as met:
            self._count()
            return self._end(part, met)
        except UploadRefused as refused:
            self._count()
            return self._refuse(part, refused)
        except (ClaimLostError, OperationalError, InterfaceError):
            raise
        except UnsealError:
            lost = VendorTrouble("key_lost")
            self.book.failed(part, lost.code, lost.details)
            return lost
        except Exception:
            logger.exception("Pull %s failed at %s", self.book.pull.pk, part.sub_report)
            self.book.failed(part, "own_fault", {})
        return None

    def _end(self, part: Part, met: VendorTrouble) -> VendorTrouble | None:
        """The part has met a trouble, which may only be that there is nothing to fetch."""
        pull, sub_report = self.book.pull, self.book.sub_report(part)
        if not self.session.refused and has_none(
            met, school_mis=pull.school_mis, sub_report=sub_report
        ):
            self.book.done(part, num_rows=0, upload="", refused=set())
            return None
        self.book.failed(part, met.code, met.details)
        return met

    def _receive(self, part: Part) -> Receipt:
        """The receipt of the part; its settings may change while it is read."""
        for _ in range(_MOST_CHANGES - 1):
            try:
                return self._receive_once(part)
            except UploadRefused as refused:
                if refused.code != "settings_changed":
                    raise
        return self._receive_once(part)

    def _receive_once(self, part: Part) -> Receipt:
        self.session.begin()
        began_at = self.book.begin(part)
        return receive_rows(
            self._rows(self.book.sub_report(part)),
            school_mis=_afresh(self.book.pull),
            sub_report=part.sub_report,
            extracted_at=began_at,
            pull=self.book.pull,
        )

    def _rows(self, sub_report: SubReport) -> Iterator[Row]:
        """The rows, and at their end a last look whether they may still be kept.

        Raises VendorTrouble, also where there are no groups: they are no upload, not even a
        rejected one.
        """
        school = self.book.pull.school
        opted_out = fields_not_uploaded(school, sub_report=sub_report)
        wanted = frozenset(each.code for each in sub_report.fields) - opted_out
        num_rows = 0
        for row in self.puller.rows(sub_report, wanted=wanted):
            num_rows += 1
            yield row
        self._count()
        self.book.look()
        if not num_rows and sub_report.group_kind is not None:
            raise VendorTrouble("nobody", resource=sub_report.label)

    def _keep(self, part: Part, receipt: Receipt) -> None:
        upload = receipt.upload
        self._count()
        if not upload.fault:
            self.book.done(
                part,
                num_rows=upload.num_rows,
                upload=str(upload.pk),
                refused=self.session.refused,
            )
            return
        met = self._trouble_of(upload.fault, self.book.sub_report(part))
        self.book.failed(part, met.code, met.details)
        part.upload, part.refused = str(upload.pk), sorted(self.session.refused)
        self.book.write()

    def _trouble_of(self, fault: str, sub_report: SubReport) -> VendorTrouble:
        """What a list that is no export says about the vendor."""
        if fault == "no_rows":
            return VendorTrouble("nobody", resource=sub_report.label)
        if fault == "columns_missing" and self.session.refused:
            return VendorTrouble(
                "permission_missing", permission=", ".join(sorted(self.session.refused))
            )
        return VendorTrouble("answer_unusable", resource=sub_report.label)

    def _refuse(self, part: Part, refused: UploadRefused) -> VendorTrouble | None:
        if refused.code == "not_stored":
            logger.error("Pull %s: %s was not stored", self.book.pull.pk, part.sub_report)
            self.book.failed(part, "own_fault", {})
        else:
            self.book.left_out(part, refused.code)
        return None

    def _count(self) -> None:
        self.book.num_requests = self._num_before + self.using.num_requests


def _afresh(pull: Pull) -> SchoolMis:
    """The school's MIS as it is now: it may have ended since the pull began."""
    return SchoolMis.objects.select_related("school__local_authority").get(pk=pull.school_mis_id)
