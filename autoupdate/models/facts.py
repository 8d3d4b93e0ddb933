"""What stands at each school today, as a database view: one row a school, nothing stored.

It knows no page. A table of thousands of schools sorts by it in one query.
"""

from __future__ import annotations

from django.db import models

from accounts.models import School, SchoolMis


class SchoolFacts(models.Model):
    """One school's uploads, runs, holds and queues in figures.

    ``school_mis`` is the MIS in use (None: none), ``num_held`` counts people, ``num_waiting``
    uploads. ``last_rejected_at``: the newest rejected upload that nothing better of its sub-report
    followed, among those of the last 30 days. ``last_run`` is the newest that has ended.
    """

    school = models.OneToOneField(
        School, on_delete=models.DO_NOTHING, primary_key=True, related_name="facts"
    )
    school_mis = models.ForeignKey(
        SchoolMis, on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    product = models.CharField(max_length=20)
    mis_started_at = models.DateTimeField(null=True)
    is_accepting = models.BooleanField()
    num_to_match = models.PositiveIntegerField()
    num_held = models.PositiveIntegerField()
    num_waiting = models.PositiveIntegerField()
    last_upload_at = models.DateTimeField(null=True)
    last_rejected_at = models.DateTimeField(null=True)
    last_run = models.ForeignKey(
        "ProcessingRun", on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    last_run_status = models.CharField(max_length=8)
    last_processed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "autoupdate_schoolfacts"

    def __str__(self) -> str:
        return f"Facts on {self.school}"
