"""Writes docs/reason-codes.md from the table of reasons: ``python -m scripts.reason_codes``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autoupdate.processing.react import HELD, RESPONSES, Situation
from autoupdate.processing.reasons import REASONS, Code
from autoupdate.records import Kind

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reason-codes.md"
_MIS = "SIMS"

_HEAD = f"""\
<!-- Generated: python -m scripts.reason_codes -->
# Reason codes

What a night says of each person whom it did not find linked and unchanged; those, `unchanged`, are
only counted. The school reads the label, the sentence and the remedy, with the name of its own MIS
({_MIS} here); the Service Desk reads the note as well. The table is made from
`autoupdate/processing/reasons.py`, and a test keeps it so.
"""

_SITUATIONS = """\
## From situation to code

What the night finds of a person, what it does about it, and the code it leaves. The table in the
code is `RESPONSES` in `autoupdate/processing/react.py`. *freeze* changes nothing at all, not even
the kept MIS record; *note* keeps the record and where the person stands, and touches no account;
*ask* offers the person for matching; *hold* is a removal that the brake kept back.
"""

_BY_STAFF = """\
Two more codes are left by people, not by nights: `matched_by_staff` and `created_by_staff`
(`matching/codes.py`), for somebody who was matched, or given a new account, on the matching page.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_codes(), "", _BY_STAFF, _SITUATIONS, *_situations(), ""])


def _codes() -> Iterator[str]:
    yield "| Code | Label | The school reads | What to do | The desk's note |"
    yield "| --- | --- | --- | --- | --- |"
    for code in Code:
        reason = REASONS[code]
        words = (reason.label, reason.sentence, reason.remedy, reason.desk_note)
        cells = " | ".join(_cell(each) for each in words)
        yield f"| `{code.value}` | {cells} |"


def _cell(words: str) -> str:
    return words.format(mis=_MIS).replace("|", "\\|")


def _situations() -> Iterator[str]:
    yield "| Situation | Reaction | Code |"
    yield "| --- | --- | --- |"
    for situation in Situation:
        answers = {kind: RESPONSES[situation, kind] for kind in Kind}
        for kind, each in answers.items():
            whom = "" if len(set(answers.values())) == 1 else f" ({kind.value})"
            if whom or kind is next(iter(Kind)):
                yield (f"| {situation.value}{whom} | {each.reaction.value} | `{each.code.value}` |")
    yield f"| a removal over the brake's limits | {HELD.reaction.value} | `{HELD.code.value}` |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
