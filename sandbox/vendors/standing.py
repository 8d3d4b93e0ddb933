"""What a portal has to be told to talk to the pretend vendors: environment variables by product."""

from __future__ import annotations

from urllib.parse import urlsplit

from sandbox.vendors.arbor import site as arbor
from sandbox.vendors.integris import datashare as integris
from sandbox.vendors.pupil_asset import vendor as pupil_asset
from sandbox.vendors.scholarpack import tokens as scholarpack


def portal_environment(address: str) -> dict[str, dict[str, str]]:
    """Variables and their values, where ``address`` is the server's: ``http://127.0.0.1:8001``."""
    parts = urlsplit(address)
    # A page of a vendor may have been opened under either name of this machine.
    hosts = f"{parts.netloc},localhost:{parts.port}"
    return {
        "arbor": {
            "ARBOR_URL": f"{address}/arbor",
            "ARBOR_PARTNER_ID": arbor.PARTNER_ID,
            "ARBOR_PARTNER_SECRET": arbor.PARTNER_SECRET,
        },
        "scholarpack": {
            "SCHOLARPACK_URL": f"{address}/scholarpack",
            "SCHOLARPACK_CLIENT_ID": scholarpack.CLIENT_ID,
            "SCHOLARPACK_CLIENT_SECRET": scholarpack.CLIENT_SECRET,
        },
        "integris": {
            "INTEGRIS_URL": f"{address}/integris",
            "INTEGRIS_PARTNER_KEY": integris.PARTNER_KEY,
        },
        "pupil_asset": {
            "PUPIL_ASSET_URL": f"{address}/pupil_asset",
            "PUPIL_ASSET_PARTNER_KEY": pupil_asset.PARTNER_KEY,
        },
        "schoolpod": {"SCHOOLPOD_URL": f"{address}/schoolpod"},
        "hosts": {"VENDOR_TEST_HOSTS": hosts},
    }
