"""Why an export is rejected as a whole: one exception, and for each code a sentence and a remedy.

Messages are for the person at the school; they never carry an exception's own text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: A detail (a caption, what SIMS said) is cut to this many characters in a message.
LONGEST_DETAIL = 200


@dataclass(frozen=True, slots=True)
class UnreadableText:
    """What is wrong with the file, and what to do about it; ``{…}`` are the details."""

    sentence: str
    remedy: str


_RUN_AGAIN = "Run the export again and send the new file."
_AS_IT_IS = (
    "Send the file as the export wrote it, without opening and saving it in another program."
)

#: code → text. Every code that ``UnreadableExport`` may be given is here.
UNREADABLE: Mapping[str, UnreadableText] = MappingProxyType(
    {
        "empty": UnreadableText("The file is empty.", _RUN_AGAIN),
        "no_rows": UnreadableText(
            "The file has a heading but no people or rows in it.",
            "Check in your MIS that the report shows people, then run the export again.",
        ),
        "too_big": UnreadableText(
            "The file is larger than {limit} and was not read.",
            "A school’s export is far smaller. Check that the right file was sent.",
        ),
        "inflates_too_much": UnreadableText(
            "The compressed file grows far beyond its size when it is opened, so it was not read.",
            "Send the file without compressing it.",
        ),
        "gzip_broken": UnreadableText(
            "The compressed file is damaged or cut off.", "Send the file again."
        ),
        "zip_file": UnreadableText(
            "The file is a ZIP or Excel file, not the XML or CSV that the export writes.",
            "Choose XML or CSV as the output of the report, and send that file itself.",
        ),
        "excel_file": UnreadableText(
            "The file is an old Excel workbook, not the XML or CSV that the export writes.",
            "Choose XML or CSV as the output of the report, and send that file itself.",
        ),
        "pdf_file": UnreadableText(
            "The file is a PDF, not the XML or CSV that the export writes.",
            "Choose XML or CSV as the output of the report, and send that file itself.",
        ),
        "html_page": UnreadableText(
            "The file is a web page, such as an error or log-in page, saved under the name of an "
            "export.",
            "Open the file in a browser to see what it says, put that right, and run the export "
            "again.",
        ),
        "not_an_export": UnreadableText(
            "The file is neither the XML nor the CSV that the export writes.",
            "Check that the right file was sent. " + _AS_IT_IS,
        ),
        "other_xml": UnreadableText(
            "The file is XML, but not a SIMS report: it begins with <{root}> instead of "
            "<SuperStarReport>.",
            "Check that the right file was sent.",
        ),
        "reporter_error": UnreadableText(
            "SIMS could not run the report. It said: {said}",
            "Check in SIMS that the report exists and that the user of the AutoUpdate software "
            "may run it, then run the test in the software again.",
        ),
        "truncated": UnreadableText(
            "The file stops in the middle: its end is missing.",
            "Check that there is room on the disk, and run the export again.",
        ),
        "count_differs": UnreadableText(
            "The file says at its end that it has {stated} rows, but {found} came.",
            _RUN_AGAIN,
        ),
        "xml_malformed": UnreadableText(
            "The file is damaged: near line {line} it stops being proper XML.", _RUN_AGAIN
        ),
        "xml_doctype": UnreadableText(
            "The file has a document type declaration, which an export never has, so it was not "
            "read.",
            _RUN_AGAIN + " If it stays, somebody may have tampered with the file: raise a case.",
        ),
        "record_too_long": UnreadableText(
            "One row of the file is far longer than any person’s data, so the file was not read.",
            _RUN_AGAIN,
        ),
        "encoding_unknown": UnreadableText(
            "The file’s characters are in an encoding that is not known here.",
            "Save the export as XML, or as CSV in UTF-8. " + _AS_IT_IS,
        ),
        "encoding_mixed": UnreadableText(
            "The file’s characters are damaged: it mixes two encodings.",
            _AS_IT_IS,
        ),
        "csv_malformed": UnreadableText(
            "The file is damaged: from row {row} on, quotation marks and separators do not fit.",
            _AS_IT_IS,
        ),
        "csv_row_length": UnreadableText(
            "Row {row} has {found} values where the heading has {expected}, so values would be "
            "read as something else.",
            _AS_IT_IS,
        ),
        "duplicate_captions": UnreadableText(
            "The column “{caption}” occurs twice.",
            "Columns must have different names. Import the report definition again, or undo the "
            "change to the report.",
        ),
        "too_many_rows": UnreadableText(
            "The file has more than {limit} rows, which no school has.",
            "Check that the right file was sent.",
        ),
        "too_many_columns": UnreadableText(
            "The file has more than {limit} different columns, which no report has.",
            "Check that the right file was sent.",
        ),
        "columns_missing": UnreadableText(
            "The file lacks {columns}, which must be there.",
            "Import the report definition again, and check that the user who runs the report may "
            "see these fields.",
        ),
        "looks_like_other": UnreadableText(
            "The file was sent as “{expected}”, but it looks like the {report} report: it has the "
            "column “{caption}”.",
            "Send each report under its own name.",
        ),
        "stored_file_broken": UnreadableText(
            "The stored copy of the file is damaged and cannot be read again.",
            "Send the export again.",
        ),
        "not_receivable": UnreadableText(
            "Data of {mis} cannot be received yet.",
            "Nothing needs doing at the school. The Service Desk can say when it will be possible.",
        ),
    }
)


class UnreadableExport(Exception):  # noqa: N818 - it names what was found, not what we did
    """An export that is rejected whole. ``code`` is a key of ``UNREADABLE``; nothing is changed."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = {name: _short(str(value)) for name, value in details.items()}
        self._text = UNREADABLE[code]
        self._shown = _Details(self.details)
        super().__init__(code)

    @property
    def sentence(self) -> str:
        """What is wrong, for the person at the school."""
        return self._text.sentence.format_map(self._shown)

    @property
    def remedy(self) -> str:
        """What to do about it."""
        return self._text.remedy.format_map(self._shown)

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}"


class _Details(dict[str, str]):
    """Details by name; one that was not kept shows as an ellipsis and not as a failure."""

    def __missing__(self, name: str) -> str:
        return "…"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"
