"""What each night came to, in sums: one row a school and night, one an authority and night.

The pages' charts are drawn from them. They know no person.
"""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from accounts.models import LocalAuthority, School


class NightSums(models.Model):
    """The figures of a night. ``num_waiting`` (people who require matching) and ``num_held``
    (removals that wait for a person) are what stood after it, the others what it did."""

    night_on = models.DateField()
    num_created = models.IntegerField()
    num_updated = models.IntegerField()
    num_unallocated = models.IntegerField()
    num_restored = models.IntegerField()
    num_waiting = models.IntegerField()
    num_held = models.IntegerField()

    class Meta:
        abstract = True


class SchoolNight(NightSums):
    """One school's night, with whatever was forced on the same day."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="night_sums", db_index=False
    )

    class Meta:
        constraints = [
            UniqueConstraint(fields=["school", "night_on"], name="school_night_once"),
        ]

    def __str__(self) -> str:
        return f"{self.school}, {self.night_on:%d %B %Y}"


class AuthorityNight(NightSums):
    """The sums of the schools of one local authority; ``num_schools`` is how many they are."""

    local_authority = models.ForeignKey(
        LocalAuthority, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    num_schools = models.IntegerField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["local_authority", "night_on"], name="authority_night_once"),
        ]

    def __str__(self) -> str:
        return f"{self.local_authority}, {self.night_on:%d %B %Y}"
