"""Who is in tonight's exports, and in which of them: everybody once.

Pure: no database, no Celery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from autoupdate.processing.facts import KindExports, KnownPerson, PersonKey
from autoupdate.processing.merge import Merge
from autoupdate.records import Kind, ParsedExport, PersonRecord


class Arrival(NamedTuple):
    """One person in an arrived export, with what is kept of them and where they now stand."""

    key: PersonKey
    record: PersonRecord
    known: KnownPerson | None
    in_current: bool
    in_future: bool
    merge: Merge


def arrivals(
    people: Mapping[PersonKey, KnownPerson], kind: Kind, exports: KindExports
) -> Iterator[Arrival]:
    """Everybody in an arrived export, once; the current export speaks before the future one.

    Where one of the two did not arrive, a kept person's place in it stays as it was.
    """
    current_ids, future_ids = _ids(exports.current), _ids(exports.future)
    if exports.current is not None:
        merge = Merge(exports.current.known_fields)
        for record in exports.current.records:
            key = (kind, record.mis_id)
            known = people.get(key)
            if exports.future is None:
                in_future = known is not None and known.in_future
            else:
                in_future = record.mis_id in future_ids
            yield Arrival(key, record, known, True, in_future, merge)
    if exports.future is not None:
        merge = Merge(exports.future.known_fields)
        for record in exports.future.records:
            if record.mis_id not in current_ids:
                key = (kind, record.mis_id)
                known = people.get(key)
                stays = exports.current is None and known is not None and known.in_current
                yield Arrival(key, record, known, stays, True, merge)


def _ids(export: ParsedExport[PersonRecord] | None) -> frozenset[str]:
    return frozenset(each.mis_id for each in export.records) if export else frozenset()
