"""How a school of the pretend vendors comes to be connected, without anybody at a browser.

It makes what the vendor would have after the whole set-up, and what the portal would keep of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from autoupdate.connectors import registry
from autoupdate.connectors.http import VendorClient
from autoupdate.connectors.pulling import Asking, Granted
from sandbox.vendors.arbor import site as arbor
from sandbox.vendors.arbor.entities import AREAS
from sandbox.vendors.integris import datashare
from sandbox.vendors.integris.permissions import PERMISSIONS
from sandbox.vendors.iris import clients as iris
from sandbox.vendors.pupil_asset import vendor as pupil_asset
from sandbox.vendors.running import VendorServer
from sandbox.vendors.scholarpack import tokens as scholarpack
from sandbox.vendors.standing import portal_environment

BACK: Final = "http://localhost/back"
_SCOPES: Final = tuple(f"{each}:read" for each in ("student", "staff", "contact", "group"))

Grant = Callable[[VendorServer, str], Granted]


def partners(address: str) -> dict[str, dict[str, str]]:
    """The portal's standing with every vendor, as ``settings.VENDOR_PARTNERS``."""
    found: dict[str, dict[str, str]] = {}
    for partner, variables in portal_environment(address).items():
        for name, value in variables.items():
            part = {"URL": "url", "ID": "id"}.get(name.rpartition("_")[2], "secret")
            found.setdefault(partner, {})[part] = value
    return found


def _arbor(vendors: VendorServer, school: str) -> Granted:
    code = arbor.issue_code(vendors.world, school=school, areas=AREAS)
    return _exchanged(vendors, "arbor", code=code, verifier="")


def _scholarpack(vendors: VendorServer, school: str) -> Granted:
    verifier = secrets.token_urlsafe(48)
    code = scholarpack.issue_code(
        vendors.world,
        school=school,
        scopes=(*_SCOPES, "attendance:read"),
        redirect_uri=BACK,
        challenge=scholarpack.challenge_of(verifier),
    )
    return _exchanged(vendors, "scholarpack", code=code, verifier=verifier)


def _exchanged(vendors: VendorServer, mis: str, *, code: str, verifier: str) -> Granted:
    approval = registry.get(mis).approval
    if approval is None:
        raise ValueError(f"{mis} needs no approval")
    asking = Asking(
        state="", verifier=verifier, return_to=BACK, partner=partners(vendors.address)[mis]
    )
    with VendorClient(test_hosts=[vendors.host]) as client:
        return approval.exchange(client, asking, code=code)


def _iris(vendors: VendorServer, school: str) -> Granted:
    client, secret = iris.register(vendors.world, school, iris.MODULES)
    return Granted(
        endpoint=f"{vendors.url('iris')}/{school}",
        secrets={"client_id": client, "client_secret": secret},
    )


def _integris(vendors: VendorServer, school: str) -> Granted:
    datashare.give(
        vendors.world, school, {name: list(each.fields) for name, each in PERMISSIONS.items()}
    )
    return Granted()


def _pupil_asset(vendors: VendorServer, school: str) -> Granted:
    return Granted(reference=pupil_asset.authorise(vendors.world, school, list(pupil_asset.SCOPES)))


GRANTS: Final[Mapping[str, Grant]] = MappingProxyType(
    {
        "arbor": _arbor,
        "scholarpack": _scholarpack,
        "iris": _iris,
        "integris": _integris,
        "pupil_asset": _pupil_asset,
    }
)
