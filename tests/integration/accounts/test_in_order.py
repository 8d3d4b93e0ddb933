"""A list read by its ids: the same order, two queries, and no row that has gone."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import LocalAuthority
from accounts.views.in_order import InOrder

pytestmark = pytest.mark.django_db


def test_rows_come_in_order_and_those_gone_are_left_out(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code, name in (("901", "Cedar"), ("902", "Ash"), ("903", "Birch")):
        LocalAuthority.objects.create(code=code, name=name)
    with django_assert_num_queries(2):
        rows = InOrder(LocalAuthority.objects.filter(code__gte="901").order_by("name"))
        assert (len(rows), rows.count()) == (3, 3)
        assert [each.name for each in rows[0:2]] == ["Ash", "Birch"]
        assert rows[3:] == []
    LocalAuthority.objects.filter(code="902").delete()
    assert [each.name for each in rows] == ["Birch", "Cedar"]
