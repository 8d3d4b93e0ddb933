"""A small iSAMS as its public documents have it, for what the sandbox's does not do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from autoupdate.connectors.iris.connector import IRIS
from tests.servers import Reply
from tests.unit.connectors.sessions import Asked, Visit, as_json, visiting

KEYS = {"client_id": "usosync", "client_secret": "hunter2"}
STUDENT = {
    "id": 1212,
    "schoolId": "0121224",
    "schoolCode": "004711",
    "personGuid": "6f1c2d7e-4b1a-4c3f-9d55-0f3f7c0f9a10",
    "title": None,
    "forename": "Aisha",
    "middlenames": " ",
    "surname": "Begum",
    "preferredName": " ",
    "previousName": None,
    "dob": "2012-03-09",
    "yearGroup": 9,
    "formGroup": "9B",
    "academicHouse": None,
    "uniquePupilNumber": None,
    "systemStatus": 1,
    "enrolmentDate": "2023-09-01",
    "leavingDate": None,
    "schoolEmailAddress": "aisha@school.example",
    "homeAddresses": [{"postcode": "never kept"}],
    "nationalities": [""],
}
EMPLOYEE = {
    "id": 88,
    "personGuid": None,
    "title": "Mr.",
    "forename": "Tom",
    "middleNames": None,
    "surname": "O’Hara",
    "preferredName": "",
    "previousFamilyNames": None,
    "dateOfBirth": "1984-04-30T00:00:00",
    "enrolmentDate": "2015-09-01T00:00:00",
    "leavingDate": None,
    "schoolInitials": "TOH",
    "schoolEmailAddress": "t.ohara@school.example",
    "systemStatus": 1,
    "divisions": None,
}


@dataclass(slots=True)
class Isams:
    """An iSAMS as its public documents have it; tokens last ``num_uses`` requests."""

    students: Sequence[Mapping[str, Any]] = field(default_factory=lambda: [STUDENT])
    employees: Sequence[Mapping[str, Any]] = field(default_factory=lambda: [EMPLOYEE])
    years: Sequence[Mapping[str, Any]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    num_uses: int = 1000
    most: int = 1000
    knows_scopes: bool = True
    token_reply: Reply | None = None
    data_reply: Reply | None = None
    num_tokens: int = 0
    num_used: int = 0

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/iris/oak/auth/connect/token":
            return self.token_reply or self._token(asked)
        self.num_used += 1
        is_known = asked.headers.get("Authorization") == f"Bearer token-{self.num_tokens}"
        if not is_known or self.num_used > self.num_uses:
            return Reply(401, b"")
        if self.data_reply is not None:
            return self.data_reply
        lists = {
            "/iris/oak/api/students": ("students", self.students),
            "/iris/oak/api/humanresources/employees": ("employees", self.employees),
            "/iris/oak/api/school/yeargroups": ("yearGroups", self.years),
        }
        name, items = lists[asked.path]
        if name in self.refused:
            message = "The client does not have permission to use THAT."
            return as_json({"message": message}, status=403)
        if name == "yearGroups":
            return as_json({"count": len(items), "yearGroups": items})
        return as_json(self._page(name, items, asked))

    def _token(self, asked: Asked) -> Reply:
        if not self.knows_scopes and "scope" in asked.form:
            return as_json({"error": "invalid_scope"}, status=400)
        given = {name: asked.form.get(name) for name in KEYS}
        if given != KEYS or asked.form["grant_type"] != "client_credentials":
            return as_json({"error": "invalid_client"}, status=400)
        self.num_tokens, self.num_used = self.num_tokens + 1, 0
        return as_json(
            {"access_token": f"token-{self.num_tokens}", "expires_in": 3600, "token_type": "Bearer"}
        )

    def _page(self, name: str, items: Sequence[Mapping[str, Any]], asked: Asked) -> dict[str, Any]:
        page, size = int(asked.query["page"]), min(int(asked.query["pageSize"]), self.most)
        shown = items[(page - 1) * size : page * size]
        return {
            "count": len(shown),
            "page": page,
            "pageSize": size,
            "totalCount": len(items),
            "totalPages": -(-len(items) // size),
            name: shown,
        }


@contextmanager
def school(isams: Isams, **more: Any) -> Iterator[Visit]:
    """A visit to one school's iSAMS."""
    with visiting(IRIS, isams, path="/iris/oak", secrets=KEYS, **more) as visit:
        yield visit
