"""The pretend vendors by the first part of their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sandbox.vendors.arbor.vendor import ARBOR
from sandbox.vendors.core.routes import Vendor
from sandbox.vendors.scholarpack.vendor import SCHOLARPACK

VENDORS: Final[Mapping[str, Vendor]] = {each.code: each for each in (ARBOR, SCHOLARPACK)}
