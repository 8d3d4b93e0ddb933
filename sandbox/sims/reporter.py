"""A pretend CommandReporter: one sub-report of a pretend school as the bytes SIMS would give.

Knows the school, SIMS's captions and how exports go wrong; not who asks for one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import BinaryIO

from sandbox.people import PretendSchool
from sandbox.sims.columns import Dialect
from sandbox.sims.faults import NO_FAULT, Fault
from sandbox.sims.rows import MULTIPLE_ID, PRIMARY_ID, SHEETS, table
from sandbox.sims.writing import FORMATS, ExportFormat, Row, write_blocks

XML = FORMATS["xml"]
SUB_REPORTS: tuple[str, ...] = tuple(SHEETS)


def export(
    school: PretendSchool,
    sub_report: str,
    *,
    form: ExportFormat = XML,
    dialect: Dialect = "documented",
    only: Collection[str] | None = None,
    fault: Fault = NO_FAULT,
) -> bytes:
    """The whole export in memory.

    ``only`` are the captions to write, None means all. ``fault`` is what went wrong on the way.
    """
    blocks = export_blocks(
        school, sub_report, form=form, dialect=dialect, only=only, lost=fault.lost_captions
    )
    return fault.spoil(b"".join(blocks))


def write_export(
    target: BinaryIO,
    school: PretendSchool,
    sub_report: str,
    *,
    form: ExportFormat = XML,
    dialect: Dialect = "documented",
    only: Collection[str] | None = None,
) -> int:
    """Write the export to an open binary file, block by block; returns the number of bytes."""
    return sum(
        target.write(block)
        for block in export_blocks(school, sub_report, form=form, dialect=dialect, only=only)
    )


def export_blocks(
    school: PretendSchool,
    sub_report: str,
    *,
    form: ExportFormat = XML,
    dialect: Dialect = "documented",
    only: Collection[str] | None = None,
    lost: Collection[str] = (),
) -> Iterator[bytes]:
    """The export in blocks of bytes. ``lost`` captions are left out, as without a permission."""
    captions, rows = table(school, sub_report, dialect=dialect)
    left_out = {*lost, *((PRIMARY_ID, MULTIPLE_ID) if form.shape == "csv" else ())}
    wanted = None if only is None else {caption.casefold() for caption in only}
    kept = [
        index
        for index, caption in enumerate(captions)
        if caption not in left_out and (wanted is None or caption.casefold() in wanted)
    ]
    if len(kept) < len(captions):
        rows = _narrowed(rows, kept)
    return write_blocks([captions[index] for index in kept], rows, form=form)


def _narrowed(rows: Iterator[Row], kept: list[int]) -> Iterator[Row]:
    for row in rows:
        yield [row[index] for index in kept]
