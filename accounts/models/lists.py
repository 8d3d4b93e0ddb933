"""What portal users keep of lists for themselves: filters with a name, and their choice of columns.

They know no list.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Lower

from accounts.models.people import PortalUser


class SavedFilter(models.Model):
    """A filter of the user list with a name: ``query`` is the end of its address."""

    user = models.ForeignKey(
        PortalUser, on_delete=models.CASCADE, related_name="saved_filters", db_index=False
    )
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            UniqueConstraint("user", Lower("name"), name="saved_filter_one_per_name"),
            CheckConstraint(
                condition=~Q(name="") & ~Q(query=""), name="saved_filter_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(models.Model):
    """Which columns somebody wants to see of one kind of list."""

    user = models.ForeignKey(
        PortalUser, on_delete=models.CASCADE, related_name="column_choices", db_index=False
    )
    list_name = models.CharField(max_length=40)
    columns = ArrayField(models.CharField(max_length=40))

    class Meta:
        constraints = [
            UniqueConstraint(fields=["user", "list_name"], name="column_choice_one_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.list_name}"
