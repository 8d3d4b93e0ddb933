"""The pretend vendors by the first part of their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sandbox.vendors.arbor.vendor import ARBOR
from sandbox.vendors.bromcom.vendor import BROMCOM
from sandbox.vendors.core.routes import Vendor
from sandbox.vendors.integris.vendor import INTEGRIS
from sandbox.vendors.iris.vendor import IRIS
from sandbox.vendors.pupil_asset.vendor import PUPIL_ASSET
from sandbox.vendors.scholarpack.vendor import SCHOLARPACK
from sandbox.vendors.schoolpod.vendor import SCHOOLPOD

VENDORS: Final[Mapping[str, Vendor]] = {
    each.code: each
    for each in (ARBOR, SCHOLARPACK, IRIS, BROMCOM, INTEGRIS, PUPIL_ASSET, SCHOOLPOD)
}
