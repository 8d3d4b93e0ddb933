"""What CONTRIBUTING.md asks for beside a connector's folder and its registry line is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import MisProduct
from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector
from autoupdate.queries.setup import STEPS

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.parametrize(
    "connector", registry.all(), ids=lambda connector: connector.code
)


def of_its_own(connector: Connector) -> str:
    """The code under which files are kept: a variant has those of its original."""
    return connector.variant_of or connector.code


def test_the_database_takes_it(connector: Connector) -> None:
    assert connector.code in MisProduct.values, "Add it to MisProduct, and makemigrations"
    assert MisProduct(connector.code).label == connector.label


def test_the_portal_knows_of_every_step(connector: Connector) -> None:
    strange = {each.code for each in connector.setup_steps} - STEPS.keys()
    assert not strange, "Use a code of autoupdate/queries/setup.py, or add a row there"


def test_the_settings_know_its_vendor(connector: Connector) -> None:
    known = {"", *settings.VENDOR_PARTNERS}
    assert connector.partner in known, "Add it to VENDOR_PARTNERS in uso_portal/env.py"


def test_it_has_samples_and_a_page(connector: Connector) -> None:
    code = of_its_own(connector)
    assert [each for each in (ROOT / "tests/samples" / code).iterdir() if each.is_file()]
    assert (ROOT / f"docs/connectors/{code}.md").is_file()
