"""What the door refuses before there is an upload at all: for each code a status and a sentence.

Nothing of a refused export is kept. It must not know the web beyond the number of a status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One refusal. ``is_for_the_desk``: it is noted in the audit trail, for the school may ask."""

    status: int
    message: str
    is_for_the_desk: bool = False


_SETTINGS = "User Accounts > AutoUpdate Settings"

REFUSALS: Mapping[str, Refusal] = MappingProxyType(
    {
        "no_mis": Refusal(
            status=409,
            message="The school has not chosen its MIS yet, so nothing was kept. Choose it under "
            f"{_SETTINGS}.",
            is_for_the_desk=True,
        ),
        "other_delivery": Refusal(
            status=409,
            message="The school uses {mis}, whose data do not come this way, so nothing was kept. "
            "If the school has left SIMS, uninstall the AutoUpdate software; if not, change the "
            f"MIS under {_SETTINGS}.",
            is_for_the_desk=True,
        ),
        "not_receivable": Refusal(
            status=409,
            message="Data of {mis} cannot be received yet, so nothing was kept. Nothing needs "
            "doing at the school.",
            is_for_the_desk=True,
        ),
        "sub_report_unknown": Refusal(
            status=404,
            message="There is no sub-report of that code for {mis}, so nothing was kept. Ask for "
            "the configuration again and send what it lists.",
        ),
        "report_not_available": Refusal(
            status=403,
            message="The {report} report is not available to this school, so nothing of it was "
            "kept. {why}",
            is_for_the_desk=True,
        ),
        "report_not_accepted": Refusal(
            status=403,
            message="The school has not accepted the {report} report, so nothing of it was kept. "
            f"It can be accepted under {_SETTINGS}.",
            is_for_the_desk=True,
        ),
        "settings_changed": Refusal(
            status=409,
            message="The school’s settings were changed while the file was being sent, so nothing "
            "was kept. Send the file again.",
        ),
        "file_in_a_form": Refusal(
            status=415,
            message="The file was sent inside a form. Send the file itself as the body of the "
            "request.",
        ),
        "compression_unknown": Refusal(
            status=415,
            message="The body is compressed in a way that is not known here. Send it as it is, or "
            "compressed with gzip.",
        ),
        "length_missing": Refusal(
            status=411,
            message="The length of the body is not known. Send the request with a Content-Length.",
        ),
        "body_incomplete": Refusal(
            status=400,
            message="The connection ended before the whole file had arrived, so nothing was kept. "
            "Send the file again.",
        ),
        "time_unreadable": Refusal(
            status=400,
            message="The time of the extract cannot be read. Send extracted_at as, for example, "
            "2026-11-23T18:30:00Z.",
        ),
        "not_stored": Refusal(
            status=503,
            message="The portal could not store the file just now, so nothing was kept. Send the "
            "file again later.",
        ),
    }
)


class UploadRefused(Exception):  # noqa: N818
    """An export that does not become an upload. ``code`` is a key of ``REFUSALS``."""

    def __init__(self, code: str, **details: str) -> None:
        self.code = code
        self.refusal = REFUSALS[code]
        self.message = self.refusal.message.format(**details).strip()
        super().__init__(code)

    @property
    def status(self) -> int:
        """The HTTP status that says the same."""
        return self.refusal.status
