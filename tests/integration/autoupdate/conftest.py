"""A file store and a count of requests of each test's own, and an agent that can send exports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from pytest_django import Settings

from autoupdate.api.throttles import AgentThrottle, BadKeyThrottle
from tests.factories import accept_reports
from tests.integration.conftest import Cast

API = "/api/agent/v1"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> Path:
    """An empty file store."""
    settings.UPLOAD_STORE_DIR = tmp_path / "store"
    return tmp_path / "store"


@pytest.fixture(autouse=True)
def _own_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = LocMemCache(f"counts-{uuid4()}", {})
    for throttle in (AgentThrottle, BadKeyThrottle):
        monkeypatch.setattr(throttle, "cache", cache)


@dataclass(slots=True)
class Agent:
    """The AutoUpdate software of one school, as far as the API sees it."""

    key: str
    client: Client = field(default_factory=Client)

    def configuration(self) -> Any:
        """Ask what to export."""
        return self.client.get(f"{API}/configuration", headers=self.headers())

    def send(
        self,
        body: bytes,
        *,
        sub_report: str = "students",
        extracted_at: str = "",
        content_type: str = "application/xml",
        headers: Mapping[str, str] | None = None,
        **environ: Any,
    ) -> Any:
        """Send one export."""
        query = {"sub_report": sub_report} | (
            {"extracted_at": extracted_at} if extracted_at else {}
        )
        return self.client.generic(
            "POST",
            f"{API}/uploads",
            body,
            content_type=content_type,
            query_params=query,
            headers={**self.headers(), **(headers or {})},
            **environ,
        )

    def state_of(self, upload_id: str) -> Any:
        """Ask what became of an upload."""
        return self.client.get(f"{API}/uploads/{upload_id}", headers=self.headers())

    def headers(self) -> dict[str, str]:
        """The key, as it is sent."""
        return {"Authorization": f"Licence-Key {self.key}"}


@pytest.fixture
def agent(cast: Cast, licence_key: str) -> Agent:
    """The software of the cast's school, which accepted Staff and Students."""
    accept_reports(cast.school_mis, by=cast.head)
    return Agent(licence_key)


def files_in(store: Path) -> list[Path]:
    """Every file in the store, finished or not."""
    return [each for each in store.rglob("*") if each.is_file()]
