"""Sortable headers of hand-made tables. Knows neither what is sorted nor how."""

from typing import Any, Final

from django.http import QueryDict

SORT_PARAMETERS: Final = ("sort", "per_page")


def header(text: str, *, name: str, param: str, query: QueryDict) -> dict[str, Any]:
    """Return `text`, `url` and `aria_sort` (ascending, descending or ""). Sorting anew
    starts again at the first page."""
    current = query.get(param, "")
    changed = query.copy()
    changed.pop("page", None)
    changed[param] = f"-{name}" if current == name else name
    directions = {name: "ascending", f"-{name}": "descending"}
    return {
        "text": text,
        "url": f"?{changed.urlencode()}",
        "aria_sort": directions.get(current, ""),
    }


def kept_parameters(query: QueryDict) -> list[tuple[str, str]]:
    """Return the parameters that a new choice of filters should not lose."""
    return [(name, query.get(name, "")) for name in SORT_PARAMETERS if name in query]
