"""Writes tests/samples/<mis>/ from the pretend vendors: ``python -m scripts.vendor_samples``.

What each sends for one small school. The folders ``nasty`` in them are written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.request import Request, urlopen

from sandbox.vendors.arbor.entities import AREAS, ENTITIES, Parts
from sandbox.vendors.arbor.vendor import ARBOR
from sandbox.vendors.bromcom.files import SHEETS, csv_file
from sandbox.vendors.integris.datashare import PARTNER_KEY as INTEGRIS_KEY
from sandbox.vendors.integris.datashare import give
from sandbox.vendors.integris.permissions import PERMISSIONS
from sandbox.vendors.iris.clients import MODULES, register
from sandbox.vendors.pupil_asset.vendor import PARTNER_KEY as PUPIL_ASSET_KEY
from sandbox.vendors.pupil_asset.vendor import authorise
from sandbox.vendors.running import MadeSchool, VendorServer
from sandbox.vendors.scholarpack.tokens import SCOPES
from sandbox.vendors.schoolpod.vendor import make_key

FOLDER: Final = Path(__file__).resolve().parents[1] / "tests" / "samples"
KEY: Final = "ash"
SCHOOL: Final = MadeSchool(seed=21, phase="primary", num_people=40, establishment="2021")
_AGENT = {"User-Agent": "Mozilla/5.0 (compatible; USO-AutoUpdate/1.0)"}
_SIZE = 20
_DFE = SCHOOL.la + SCHOOL.establishment


def samples() -> Iterator[tuple[str, bytes]]:
    """Every sample: its place below tests/samples, and its bytes."""
    with VendorServer({KEY: SCHOOL}) as vendors:
        for each in (arbor, scholarpack, iris, bromcom, integris, pupil_asset, schoolpod):
            yield from each(vendors)


def _get(address: str, headers: dict[str, str], data: bytes | None = None) -> bytes:
    with urlopen(Request(address, data, {**_AGENT, **headers})) as answer:  # noqa: S310  loopback
        read: bytes = answer.read()
        return read


def everything(entity: str) -> str:
    """All properties of one of Arbor's entities, as a query asks for them."""
    words = []
    for name, kind in ENTITIES[entity].items():
        inner = " ".join(sorted(kind.names)) if isinstance(kind, Parts) else "id"
        words.append(name if kind is None else f"{name} {{ {inner} }}")
    return " ".join(words)


def arbor(vendors: VendorServer) -> Iterator[tuple[str, bytes]]:
    """One file an entity."""
    approval = {"username": "u", "password": "p", "areas": list(AREAS)}
    with vendors.world.changing(ARBOR.code) as drawer:
        drawer["approvals"] = {KEY: approval}
    address = f"{vendors.url('arbor')}/at/{KEY}/graphql/query"
    for entity in ENTITIES:
        query = f"{{ {entity}(page_size: 3000, page_num: 0) {{ {everything(entity)} }} }}"
        body = json.dumps({"query": query}).encode()
        yield f"arbor/{entity}.json", _get(address, {"Authorization": "Basic dTpw"}, body)


def scholarpack(vendors: VendorServer) -> Iterator[tuple[str, bytes]]:
    """One file a page."""
    access = {"approval": "a", "school": KEY, "scopes": list(SCOPES), "until": 2**40}
    with vendors.world.changing("scholarpack") as drawer:
        drawer["access"] = {"t": access}
    base = vendors.url("scholarpack")
    for name in ("students", "staff", "contacts", "groups", "attendance"):
        for number, text in _pages(
            f"{base}/api/v1/{name}/?page={{}}&per_page={_SIZE}",
            {"Authorization": "Bearer t"},
            lambda page: page["pages"],
        ):
            real = text.replace(base.encode(), b"https://services.scholarpack.co.uk")
            yield f"scholarpack/{name}-{number}.json", real


def iris(vendors: VendorServer) -> Iterator[tuple[str, bytes]]:
    """One file a page."""
    client, _ = register(vendors.world, KEY, MODULES)
    with vendors.world.changing("iris") as drawer:
        drawer["tokens"] = {"t": {"client": client, "until": 2**40}}
    base, headers = f"{vendors.url('iris')}/{KEY}/api", {"Authorization": "Bearer t"}
    for name, path in (("students", "students"), ("employees", "humanresources/employees")):
        for number, text in _pages(
            f"{base}/{path}?page={{}}&pageSize={_SIZE}", headers, lambda page: page["totalPages"]
        ):
            yield f"iris/{name}-{number}.json", text
    yield "iris/yeargroups.json", _get(f"{base}/school/yeargroups", headers)


def bromcom(vendors: VendorServer) -> Iterator[tuple[str, bytes]]:
    """One file a sub-report."""
    for name, sheet in SHEETS.items():
        yield f"bromcom/{name}.csv", csv_file(sheet, sheet.rows(vendors.school(KEY)))


def integris(vendors: VendorServer) -> Iterator[tuple[str, bytes]]:
    """The grant, and one file a permission."""
    give(vendors.world, KEY, {name: list(each.fields) for name, each in PERMISSIONS.items()})
    with vendors.world.changing("integris") as drawer:
        drawer["grants"][KEY]["granted_at"] = "2026-11-19T16:05:00Z"
    base, headers = f"{vendors.url('integris')}/datashare/v1", {"X-Partner-Key": INTEGRIS_KEY}
    yield "integris/grant.json", _get(f"{base}/grants/{_DFE}", headers)
    for name, permission in PERMISSIONS.items():
        query = f"fields={','.join(permission.fields)}&page=1"
        yield f"integris/{name}.json", _get(f"{base}/schools/{_DFE}/{name}?{query}", headers)


def pupil_asset(vendors: VendorServer) -> Iterator[tuple[str, bytes]]:
    """One file a page."""
    reference = authorise(vendors.world, KEY, ["students", "staff", "parents"])
    base = f"{vendors.url('pupil_asset')}/api/v1/schools/{reference}"
    for name in ("pupils", "staff", "parents"):
        for number, text in _pages(
            f"{base}/{name}?page={{}}&per_page={_SIZE}",
            {"Authorization": f"Bearer {PUPIL_ASSET_KEY}"},
            lambda page: page["meta"]["last_page"],
        ):
            yield f"pupil_asset/{name}-{number}.json", text


def schoolpod(vendors: VendorServer) -> Iterator[tuple[str, bytes]]:
    """One file a page."""
    key = make_key(vendors.world, KEY, ["staff", "students", "guardians"])
    for name in ("students", "staff", "guardians"):
        cursor, number = "", 0
        while cursor is not None:
            number += 1
            query = f"limit={_SIZE}&cursor={cursor}"
            address = f"{vendors.url('schoolpod')}/api/v2/{name}?{query}"
            text = _get(address, {"X-Api-Key": key})
            yield f"schoolpod/{name}-{number}.json", text
            cursor = json.loads(text)["next"]


def _pages(address: str, headers: dict[str, str], last: Any) -> Iterator[tuple[int, bytes]]:
    number, pages = 1, 1
    while number <= pages:
        text = _get(address.format(number), headers)
        pages = last(json.loads(text))
        yield number, text
        number += 1


def main() -> None:
    """Write every sample."""
    for name, text in samples():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


if __name__ == "__main__":
    main()
