"""The committed description of the API is what the code says, and its examples are true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

COMMITTED = Path(__file__).resolve().parents[3] / "docs" / "api" / "openapi.yaml"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The description as the code gives it now."""
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def test_the_committed_file_is_current(schema: dict[str, Any]) -> None:
    now = OpenApiYamlRenderer().render(schema, renderer_context={}).decode()
    assert COMMITTED.read_text(encoding="utf-8") == now, (
        "Renew it: .venv/bin/python manage.py spectacular --file docs/api/openapi.yaml"
    )


def test_every_end_point_wants_the_key(schema: dict[str, Any]) -> None:
    operations = [
        operation
        for path, item in schema["paths"].items()
        if path.startswith("/api/agent/")
        for operation in item.values()
    ]
    assert len(operations) == 3
    for operation in operations:
        assert operation["security"] == [{"licenceKey": []}]
        assert {"401", "429", "500"} <= set(operation["responses"])


def _examples(schema: dict[str, Any]) -> list[tuple[dict[str, Any], Any]]:
    return [
        (media["schema"], example["value"])
        for item in schema["paths"].values()
        for operation in item.values()
        for response in operation["responses"].values()
        for media in response.get("content", {}).values()
        for example in media.get("examples", {}).values()
    ]


def test_every_example_fits_its_shape(schema: dict[str, Any]) -> None:
    examples = _examples(schema)
    assert len(examples) > 10
    for shape, example in examples:
        jsonschema.validate(example, {**shape, "components": schema["components"]})
