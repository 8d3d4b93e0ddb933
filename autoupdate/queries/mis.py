"""What the portal knows of a MIS product, if anything; it changes nothing."""

from __future__ import annotations

from autoupdate.connectors import registry
from autoupdate.connectors.base import Connector


def connector_for(product: str | None) -> Connector | None:
    """The connector of a product; None for no product."""
    return registry.get(product) if product else None


def can_receive(product: str | None) -> bool:
    """Whether data of the product can be received and read today."""
    connector = connector_for(product)
    return connector is not None and connector.can_receive
