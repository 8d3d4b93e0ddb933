"""One adapter for each MIS that is fetched: what the pull contract must know of its vendor."""

from __future__ import annotations

from collections.abc import Mapping

from tests.contract.vendors.adapter import Adapter
from tests.contract.vendors.arbor import ArborAdapter
from tests.contract.vendors.integris import IntegrisAdapter
from tests.contract.vendors.iris import IrisAdapter
from tests.contract.vendors.pupil_asset import PupilAssetAdapter
from tests.contract.vendors.scholarpack import ScholarPackAdapter
from tests.contract.vendors.schoolpod import SchoolPodAdapter

ADAPTERS: Mapping[str, type[Adapter]] = {
    each.code: each
    for each in (
        ArborAdapter,
        ScholarPackAdapter,
        IntegrisAdapter,
        PupilAssetAdapter,
        IrisAdapter,
        SchoolPodAdapter,
    )
}
