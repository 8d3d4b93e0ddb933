"""Every connector there is: one tuple. Adding an MIS is a folder and a line here."""

from __future__ import annotations

from autoupdate.connectors.arbor.connector import ARBOR
from autoupdate.connectors.base import Connector
from autoupdate.connectors.bromcom.connector import BROMCOM
from autoupdate.connectors.integris.connector import INTEGRIS
from autoupdate.connectors.iris.connector import IRIS
from autoupdate.connectors.pupil_asset.connector import PUPIL_ASSET
from autoupdate.connectors.scholarpack.connector import SCHOLARPACK
from autoupdate.connectors.schoolpod.connector import SCHOOLPOD
from autoupdate.connectors.sims.connector import SIMS, SIMS_CONNECTED

CONNECTORS: tuple[Connector, ...] = (
    SIMS,
    SIMS_CONNECTED,
    ARBOR,
    SCHOLARPACK,
    BROMCOM,
    INTEGRIS,
    PUPIL_ASSET,
    IRIS,
    SCHOOLPOD,
)

_BY_CODE = {connector.code: connector for connector in CONNECTORS}


def get(code: str) -> Connector:
    """The connector with that code; KeyError when there is none."""
    return _BY_CODE[code]


def all() -> tuple[Connector, ...]:
    """Every connector, in the order in which pages list them."""
    return CONNECTORS
