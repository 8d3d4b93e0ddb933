"""The links of a paged list. Knows neither what is listed nor where."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict


def page_links(page: Page[Any], *, query: QueryDict, param: str) -> dict[str, Any]:
    """Return what components/pagination.html shows: `links`, `previous_url`, `next_url`,
    `first`, `last` and `total`. A link without a `url` stands for pages left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "links": [
            {"text": number, "url": _url(number, query=query, param=param)}
            if isinstance(number, int)
            else {"text": Paginator.ELLIPSIS, "url": ""}
            for number in numbers
        ],
        "current": page.number,
        "num_pages": page.paginator.num_pages,
        "first": page.start_index(),
        "last": page.end_index(),
        "total": page.paginator.count,
        "previous_url": _near(page.number - 1, page=page, query=query, param=param),
        "next_url": _near(page.number + 1, page=page, query=query, param=param),
    }


def _near(number: int, *, page: Page[Any], query: QueryDict, param: str) -> str:
    exists = 1 <= number <= page.paginator.num_pages
    return _url(number, query=query, param=param) if exists else ""


def _url(number: int, *, query: QueryDict, param: str) -> str:
    changed = query.copy()
    changed[param] = str(number)
    return f"?{changed.urlencode()}"
