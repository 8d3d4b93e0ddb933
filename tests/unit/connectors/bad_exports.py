"""Files that are refused whole, each with the exact sentence the school reads.

For the readers' own tests and for those of the door, which must change nothing for any of them.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.unit.connectors.exports import ADA, BEN, MEG, csv_text, without, xml

MAX_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class BadExport:
    """A file, the sub-report under which it is sent, and what must be said of it."""

    name: str
    make: Callable[[], bytes | Iterable[bytes]]
    code: str
    sentence: str
    sub_report: str = "students"

    def source(self) -> Iterable[bytes]:
        """The file as chunks."""
        made = self.make()
        return [made] if isinstance(made, bytes) else made


HTML = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"
  "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html><head><title>403 - Forbidden</title></head><body><h1>Access is denied.</h1></body></html>
"""
BOMB = """<?xml version="1.0"?>
<!DOCTYPE SuperStarReport [
  <!ENTITY a "ha"> <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"> <!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
]>
<SuperStarReport><Record><ID>&d;</ID></Record></SuperStarReport>
"""
EXTERNAL_ENTITY = """<?xml version="1.0"?>
<!DOCTYPE r [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<SuperStarReport><Record><ID>&secret;</ID></Record></SuperStarReport>
"""
EXTERNAL_DTD = """<?xml version="1.0"?>
<!-- nothing to see --><!doctype SuperStarReport SYSTEM "http://127.0.0.1:9/evil.dtd">
<SuperStarReport><Record><ID>1</ID></Record></SuperStarReport>
"""
REPORTER_ERROR = (
    "<CommandReporterError>Report 'Atomwide USO Export' not found</CommandReporterError>"
)
CONTACTS = {"Student ID": "1234", "Contact ID": "9", "Contact Surname": "Okonkwo"}
TOO_SHORT = "ID,Forename,Legal Surname,DOB\r\n1,Ada\r\n2,Ben,Hart,04/03/2015\r\n"
TOO_LONG = "ID,Forename,Legal Surname,DOB\r\n1,Ada,Okonkwo, the younger,04/03/2015\r\n"
OPEN_QUOTE = 'ID,Forename,Legal Surname,DOB\r\n1,"Ada,Okonkwo,04/03/2015\r\n2,Ben,Hart,\r\n'
MISCOUNTED = "ID,Forename,Legal Surname,DOB\r\n1,Ada,Okonkwo,04/03/2015\r\nCount:,412\r\n"
CUT_CSV = "ID,Forename,Legal Surname,DOB\r\n1,Ada,Okonkwo,04/03/2015\r\n2,Ben,Ha"


def _zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("students.xml", xml(ADA))
    return buffer.getvalue()


def _two_gigabytes() -> Iterator[bytes]:
    yield b"<SuperStarReport>"
    record = b"<Record><A>%s</A></Record>" % (b"x" * 20_000)
    for _ in range(2 * 1024**3 // len(record)):
        yield record


def _endless(start: bytes, more: bytes) -> Iterator[bytes]:
    yield start
    for _ in range(1000):
        yield more * 1000


def _gzip_bomb() -> bytes:
    return gzip.compress(b"<SuperStarReport>" + b"<Record><ID>1</ID></Record>" * 250_000)


def _many_columns() -> bytes:
    return "".join(
        ["<SuperStarReport>"]
        + [
            f"<Record><ID>1</ID><Column{number}>x</Column{number}></Record>"
            for number in range(600)
        ]
    ).encode()


def _mixed_encodings() -> bytes:
    return csv_text(ADA).replace("Ada", "Zoë").encode() + "9,,Zoë\r\n".encode("cp1252")


_STOPS = "The file stops in the middle: its end is missing."
_DOCTYPE = (
    "The file has a document type declaration, which an export never has, so it was not read."
)
_WEB_PAGE = (
    "The file is a web page, such as an error or log-in page, saved under the name of an export."
)
_NEITHER = "The file is neither the XML nor the CSV that the export writes."
_ZIP = "The file is a ZIP or Excel file, not the XML or CSV that the export writes."
_LONG_ROW = "One row of the file is far longer than any person’s data, so the file was not read."


def _bad(
    name: str,
    make: Callable[[], bytes | Iterable[bytes]] | bytes | str,
    code: str,
    sentence: str,
    *,
    sub_report: str = "students",
) -> BadExport:
    content = make.encode() if isinstance(make, str) else make
    maker = content if callable(content) else lambda: content
    return BadExport(name=name, make=maker, code=code, sentence=sentence, sub_report=sub_report)


NOT_EXPORTS = (
    _bad(
        "fewer rows than it says",
        MISCOUNTED,
        "count_differs",
        "The file says at its end that it has 412 rows, but 1 came.",
    ),
    _bad("nothing", b"", "empty", "The file is empty."),
    _bad("blanks only", b" \r\n\r\n ", "empty", "The file is empty."),
    _bad("one blank of Windows", b"\xa0\r\n", "empty", "The file is empty."),
    _bad("byte order mark only", b"\xef\xbb\xbf", "empty", "The file is empty."),
    _bad("error page", HTML, "html_page", _WEB_PAGE),
    _bad("error page after a declaration", '<?xml version="1.0"?>' + HTML, "html_page", _WEB_PAGE),
    _bad("page without a doctype", "\n<HTML><body>Log in</body></HTML>", "html_page", _WEB_PAGE),
    _bad("zip", _zipped, "zip_file", _ZIP),
    _bad(
        "old Excel",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "excel_file",
        "The file is an old Excel workbook, not the XML or CSV that the export writes.",
    ),
    _bad(
        "PDF",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        "pdf_file",
        "The file is a PDF, not the XML or CSV that the export writes.",
    ),
    _bad("JSON", b'{"students": [1, 2, 3]}', "not_an_export", _NEITHER),
    _bad("random bytes", bytes(range(1, 32)) * 100, "not_an_export", _NEITHER),
    _bad("prose", b"Please find the export attached.\r\nRegards", "not_an_export", _NEITHER),
    _bad(
        "SIMS's error",
        REPORTER_ERROR,
        "reporter_error",
        "SIMS could not run the report. It said: Report 'Atomwide USO Export' not found.",
    ),
    _bad(
        "SIMS's error in UTF-16",
        REPORTER_ERROR.encode("utf-16"),
        "reporter_error",
        "SIMS could not run the report. It said: Report 'Atomwide USO Export' not found.",
    ),
    _bad(
        "another XML file",
        '<?xml version="1.0"?><CTfile><Header/></CTfile>',
        "other_xml",
        "The file is XML, but not a SIMS report: it begins with <CTfile> instead of "
        "<SuperStarReport>.",
    ),
)

ATTACKS = (
    _bad("XML bomb", BOMB, "xml_doctype", _DOCTYPE),
    _bad("external entity", EXTERNAL_ENTITY, "xml_doctype", _DOCTYPE),
    _bad("external DTD in lower case", EXTERNAL_DTD, "xml_doctype", _DOCTYPE),
    _bad(
        "gzip bomb",
        _gzip_bomb,
        "inflates_too_much",
        "The compressed file grows far beyond its size when it is opened, so it was not read.",
    ),
    _bad(
        "gzip within gzip",
        lambda: gzip.compress(gzip.compress(xml(ADA).encode())),
        "inflates_too_much",
        "The compressed file grows far beyond its size when it is opened, so it was not read.",
    ),
    _bad("2 GB", _two_gigabytes, "too_big", "The file is larger than 8 MB and was not read."),
    _bad(
        "one record without end",
        lambda: _endless(b"<SuperStarReport><Record>", b"<A>x</A>"),
        "record_too_long",
        _LONG_ROW,
    ),
    _bad(
        "one text without end",
        lambda: _endless(b"<SuperStarReport><Record><A>", b"x"),
        "record_too_long",
        _LONG_ROW,
    ),
    _bad(
        "one CSV line without end",
        lambda: _endless(b"ID,Forename\r\n", b"x"),
        "record_too_long",
        _LONG_ROW,
    ),
    _bad(
        "a prolog without end",
        lambda: _endless(b"<?xml version='1.0'?><!--", b"x"),
        "not_an_export",
        _NEITHER,
    ),
    _bad(
        "columns without end",
        _many_columns,
        "too_many_columns",
        "The file has more than 500 different columns, which no report has.",
    ),
)

DAMAGED = (
    _bad("half of an XML file", xml(ADA, BEN)[:600], "truncated", _STOPS),
    _bad(
        "XML cut inside a letter", xml(ADA)[:400].encode() + "ë".encode()[:1], "truncated", _STOPS
    ),
    _bad("XML without its last line", xml(ADA)[:-19], "truncated", _STOPS),
    _bad("UTF-16 cut inside a letter", xml(ADA).encode("utf-16")[:-1], "truncated", _STOPS),
    _bad("CSV cut in its last row", CUT_CSV, "truncated", _STOPS),
    _bad(
        "an ampersand left bare",
        xml(ADA).replace("Kestrel", "Kestrel & Hawk"),
        "xml_malformed",
        "The file is damaged: near line 14 it stops being proper XML.",
    ),
    _bad(
        "an entity that nobody declared",
        xml(ADA).replace("Okonkwo", "Okonkwo&eacute;", 1),
        "xml_malformed",
        "The file is damaged: near line 8 it stops being proper XML.",
    ),
    _bad(
        "two reports in one file",
        xml(ADA) + xml(BEN, declaration=""),
        "xml_malformed",
        "The file is damaged: near line 17 it stops being proper XML.",
    ),
    _bad(
        "gzip cut off",
        gzip.compress(xml(ADA, BEN).encode())[:-20],
        "gzip_broken",
        "The compressed file is damaged or cut off.",
    ),
    _bad(
        "gzip damaged",
        gzip.compress(b"")[:10] + b"\xff" * 20,
        "gzip_broken",
        "The compressed file is damaged or cut off.",
    ),
    _bad(
        "an open quotation mark",
        OPEN_QUOTE,
        "csv_malformed",
        "The file is damaged: from row 1 on, quotation marks and separators do not fit.",
    ),
    _bad(
        "a comma without quotation marks",
        TOO_LONG,
        "csv_row_length",
        "Row 1 has 5 values where the heading has 4, so values would be read as something else.",
    ),
    _bad(
        "a line broken in two",
        TOO_SHORT,
        "csv_row_length",
        "Row 1 has 2 values where the heading has 4, so values would be read as something else.",
    ),
    _bad(
        "two encodings",
        _mixed_encodings,
        "encoding_mixed",
        "The file’s characters are damaged: it mixes two encodings.",
    ),
    _bad(
        "UTF-32",
        xml(ADA).encode("utf-32"),
        "encoding_unknown",
        "The file’s characters are in an encoding that is not known here.",
    ),
    _bad(
        "a byte that Windows-1252 does not have",
        csv_text(ADA).encode().replace(b"Ada", b"Ad\x81"),
        "encoding_unknown",
        "The file’s characters are in an encoding that is not known here.",
    ),
)

WRONG_CONTENT = (
    _bad(
        "CSV with a heading only",
        "ID,UPN,Forename,Legal Surname,DOB\r\n",
        "no_rows",
        "The file has a heading but no people or rows in it.",
    ),
    _bad(
        "XML without a record",
        xml(),
        "no_rows",
        "The file has a heading but no people or rows in it.",
    ),
    _bad(
        "a column twice in CSV",
        "ID,Forename,Forename,DOB\r\n1,Ada,Ada,04/03/2015\r\n",
        "duplicate_captions",
        "The column “Forename” occurs twice.",
    ),
    _bad(
        "a column twice in XML",
        xml(ADA).replace("<Reg>", "<House>Hawk</House><Reg>"),
        "duplicate_captions",
        "The column “House” occurs twice.",
    ),
    _bad(
        "no IDs, as for a user without Third Party Reporting",
        xml(without(ADA, "ID", "primary_id")),
        "columns_missing",
        "The file lacks the column “ID”, which must be there.",
    ),
    _bad(
        "no dates of birth",
        csv_text(without(ADA, "DOB")),
        "columns_missing",
        "The file lacks the column “DOB”, which must be there.",
    ),
    _bad(
        "no heading at all",
        "1234,Ada,Okonkwo,04/03/2015\r\n",
        "columns_missing",
        "The file lacks the column “ID” and the column “Legal Forename” and the column “Legal "
        "Surname” and the column “DOB”, which must be there.",
    ),
    _bad(
        "students sent as staff",
        xml(ADA),
        "looks_like_other",
        "The file was sent as “Staff”, but it looks like the Students report: it has the column "
        "“UPN”.",
        sub_report="staff",
    ),
    _bad(
        "staff sent as students",
        xml(MEG),
        "looks_like_other",
        "The file was sent as “Students”, but it looks like the Staff report: it has the column "
        "“Staff Code”.",
    ),
    _bad(
        "contacts sent as students",
        xml(CONTACTS),
        "looks_like_other",
        "The file was sent as “Students”, but it looks like the Contacts report: it has the "
        "column “Contact ID”.",
    ),
)

BAD_EXPORTS: tuple[BadExport, ...] = (*NOT_EXPORTS, *ATTACKS, *DAMAGED, *WRONG_CONTENT)
