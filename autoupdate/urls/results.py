"""Whole School Bulk Results, held removals and the pages of USO accounts.

Names: results, results_all, not_matched, unallocated, restore, restore_undo, outcomes, holds,
hold_release, accounts, account.
"""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
