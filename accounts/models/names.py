"""Names as they are searched among all accounts; they know nothing of who asks."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accounts.models.uso import UsoAccount


class NameEntry(models.Model):
    """How an account is found by name: see ``accounts.name_words``.

    It is made from the account, some seconds after it, and can be made again at any time.
    """

    account = models.OneToOneField(
        UsoAccount, on_delete=models.CASCADE, primary_key=True, related_name="name_entry"
    )
    spelling = models.TextField()
    marks = ArrayField(models.IntegerField())

    class Meta:
        verbose_name_plural = "name entries"
        indexes = [GinIndex(fields=["marks"], name="name_entry_marks", fastupdate=False)]

    def __str__(self) -> str:
        return self.spelling.strip()


class UnreadName(models.Model):
    """An account whose name entry is to be made anew; a night adds hundreds with one statement."""

    account_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"account {self.account_id}"
