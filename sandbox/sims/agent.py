"""Talks to the portal's agent API as the AutoUpdate software does: plain HTTP, one licence key.

Written from the API's description alone. Knows nothing of schools or of SIMS.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

API: Final = "/api/agent/v1"
TEST_PAGE: Final = "/agent/test.html"
MAX_TRIES: Final = 4
LONGEST_WAIT_S: Final = 30.0
_WORTH_ANOTHER_TRY: Final = frozenset({429, 502, 503})


class AgentError(Exception):
    """The portal could not be reached, or said no. The text is for whoever runs the software."""

    def __init__(self, text: str, *, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True, slots=True)
class FieldSetting:
    """One field of a sub-report; ``status`` is mandatory, uploaded or not_uploaded."""

    code: str
    label: str
    captions: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class SubReportSetting:
    """One sub-report and its fields."""

    code: str
    label: str
    fields: tuple[FieldSetting, ...]

    @property
    def captions_uploaded(self) -> frozenset[str]:
        """The captions that may leave the school."""
        return frozenset(
            caption
            for field in self.fields
            if field.status != "not_uploaded"
            for caption in field.captions
        )


@dataclass(frozen=True, slots=True)
class ReportSetting:
    """One report; ``state`` is accepted, available or not_available."""

    code: str
    label: str
    state: str
    sub_reports: tuple[SubReportSetting, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the portal says a licence key is for."""

    school: str
    mis: str
    reports: tuple[ReportSetting, ...]


@dataclass(frozen=True, slots=True)
class UploadState:
    """What the portal says of one upload.

    ``state`` is received, checking, ready, rejected, processed or superseded.
    """

    id: str
    state: str
    sub_report: str
    message: str
    num_rows: int
    num_problems: int
    url: str

    @property
    def is_settled(self) -> bool:
        """Whether the checks are over."""
        return self.state not in ("received", "checking")


class Agent:
    """The portal as one licence key sees it. Raises ``AgentError`` and nothing else."""

    def __init__(
        self,
        base_url: str,
        *,
        licence_key: str,
        timeout_s: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = urlsplit(base_url.rstrip("/"))
        self._authorization = {"Authorization": f"Licence-Key {licence_key}"}
        self._timeout_s = timeout_s
        self._sleep = sleep

    def test_connection(self) -> str:
        """The text of the connectivity page; needs no key."""
        return self._send("GET", TEST_PAGE, authorised={}).decode("utf-8", "replace")

    def configuration(self) -> Configuration:
        """The reports of the key's school, with their states and fields."""
        return _configuration(self._json("GET", f"{API}/configuration"))

    def upload(
        self, sub_report: str, body: bytes, *, extracted_at: datetime, content_type: str
    ) -> UploadState:
        """Send one export, compressed. ``extracted_at`` must have a time zone."""
        query = urlencode({"sub_report": sub_report, "extracted_at": extracted_at.isoformat()})
        headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}
        packed = gzip.compress(body, compresslevel=6, mtime=0)
        return _upload_state(self._json("POST", f"{API}/uploads?{query}", packed, headers))

    def upload_state(self, upload_id: str) -> UploadState:
        """What has become of an upload."""
        return _upload_state(self._json("GET", f"{API}/uploads/{upload_id}"))

    def wait_until_settled(self, state: UploadState, *, wait_s: float) -> UploadState:
        """Ask until the checks are over, or for about so many seconds."""
        waited, pause = 0.0, 0.25
        while not state.is_settled and waited < wait_s:
            self._sleep(pause)
            waited, pause = waited + pause, min(pause * 1.5, 5.0)
            state = self.upload_state(state.id)
        return state

    def _json(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Any:
        answer = self._send(method, path, body, headers, authorised=self._authorization)
        try:
            return json.loads(answer)
        except ValueError as error:
            raise AgentError("The address answered, but not as the portal does.") from error

    def _send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        *,
        authorised: dict[str, str],
    ) -> bytes:
        sent = {"Accept": "*/*", "User-Agent": "PretendAutoUpdate/1.0", **authorised}
        sent |= headers or {}
        status, wait_s, answer = self._once(method, path, body, sent)
        for _ in range(MAX_TRIES - 1):
            if status not in _WORTH_ANOTHER_TRY:
                break
            self._sleep(min(wait_s, LONGEST_WAIT_S))
            status, wait_s, answer = self._once(method, path, body, sent)
        if status >= 400:
            raise AgentError(_refusal(status, answer), status=status)
        return answer

    def _once(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, float, bytes]:
        """One request: the status, the seconds the portal asks to wait, and the body."""
        kind = HTTPSConnection if self._address.scheme == "https" else HTTPConnection
        connection = kind(self._address.netloc, timeout=self._timeout_s)
        try:
            connection.request(method, self._address.path + path, body or None, headers)
            response = connection.getresponse()
            wait = response.getheader("Retry-After", "")
            return response.status, float(wait) if wait.isdigit() else 2.0, response.read()
        except (OSError, HTTPException) as error:
            raise AgentError(f"The portal cannot be reached: {error}.") from error
        finally:
            connection.close()


def _refusal(status: int, answer: bytes) -> str:
    try:
        said = json.loads(answer)
    except ValueError:
        said = {}
    text = said.get("message") or said.get("detail") if isinstance(said, dict) else ""
    return str(text or f"The portal refused with status {status}.")


def _configuration(data: Any) -> Configuration:
    try:
        return Configuration(
            school=str(data["school"]["name"]),
            mis=str(data["mis"]),
            reports=tuple(
                ReportSetting(
                    report["code"],
                    report["label"],
                    report["state"],
                    tuple(_sub_report(each) for each in report["sub_reports"]),
                )
                for report in data["reports"]
            ),
        )
    except (KeyError, TypeError) as error:
        raise AgentError("The portal's configuration cannot be read.") from error


def _sub_report(data: Any) -> SubReportSetting:
    fields = tuple(
        FieldSetting(each["code"], each["label"], tuple(each["captions"]), each["status"])
        for each in data["fields"]
    )
    return SubReportSetting(data["code"], data["label"], fields)


def _upload_state(data: Any) -> UploadState:
    try:
        return UploadState(
            id=str(data["id"]),
            state=str(data["state"]),
            sub_report=str(data.get("sub_report") or ""),
            message=str(data.get("message") or ""),
            num_rows=int(data.get("rows") or 0),
            num_problems=int(data.get("problems") or 0),
            url=str(data.get("url") or ""),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AgentError("The portal's answer about the upload cannot be read.") from error
