"""Why an upload was rejected, in words: the readers' refusals and the portal's own.

It must not know how an upload came, nor any one MIS.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from autoupdate.connectors.unreadable import UNREADABLE, UnreadableText

STORED_FILE_BROKEN = "stored_file_broken"
REPORT_WITHDRAWN = "report_withdrawn"
MIS_CHANGED = "mis_changed"
NOT_UNDERSTOOD = "not_understood"
ANOTHER_SCHOOL = "another_school"

#: code → text. Every code that ``Upload.fault`` may hold is here.
FAULTS: Mapping[str, UnreadableText] = MappingProxyType(
    {
        **UNREADABLE,
        REPORT_WITHDRAWN: UnreadableText(
            "The school withdrew its acceptance of the report before the upload was processed, so "
            "the upload was deleted.",
            "Nothing needs doing, unless the report is to be accepted again.",
        ),
        MIS_CHANGED: UnreadableText(
            "The school changed its MIS before the upload was processed, so the upload was "
            "deleted.",
            "Nothing needs doing. If the change is taken back, send the export again.",
        ),
        NOT_UNDERSTOOD: UnreadableText(
            "The portal failed to read this file. The fault is the portal’s and has been logged.",
            "Nothing needs doing at the school. If it stays, raise a case.",
        ),
        ANOTHER_SCHOOL: UnreadableText(
            "Hardly anybody in the file was in the school’s exports before, so it seems to be "
            "another school’s. Nothing was changed.",
            "Check from which MIS the export came and with which licence key it was sent. If it "
            "is this school’s after all, raise a case.",
        ),
    }
)

#: Faults that are not the file's own: the same bytes may well be accepted when they come again.
NOT_THE_FILES = frozenset(
    {STORED_FILE_BROKEN, REPORT_WITHDRAWN, MIS_CHANGED, NOT_UNDERSTOOD, ANOTHER_SCHOOL}
)


class _Details(dict[str, Any]):
    """A detail that was not recorded reads as "…" and costs nobody the sentence."""

    def __missing__(self, name: str) -> str:
        return "…"


def fault_text(code: str, details: Mapping[str, Any]) -> UnreadableText:
    """The sentence and remedy of a fault with its details put in."""
    text, known = FAULTS[code], _Details(details)
    return UnreadableText(text.sentence.format_map(known), text.remedy.format_map(known))
