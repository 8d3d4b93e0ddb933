"""Which tests run under coverage's tracer, and which only run: the tracer doubles a test's time.

What a test runs that is not measured counts as uncovered, unless a measured one runs it too: the
report can say too little, never too much. It knows nothing of what the tests do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

_TESTS: Final = Path(__file__).parent
#: Folders and modules that run again, at length or in other processes, what other tests cover.
UNMEASURED: Final = (
    "benchmarks",
    "concurrency",
    "contract",
    "functional",
    "integration/autoupdate/test_account_pages.py",
    "integration/autoupdate/test_bad_exports.py",
    "integration/autoupdate/test_connection_panel.py",
    "integration/autoupdate/test_filtered_at_the_door.py",
    "integration/autoupdate/test_settings_page.py",
    "integration/autoupdate/test_uploads_page.py",
    "integration/night/test_dates.py",
    "integration/night/test_decisions.py",
    "integration/night/test_first_night.py",
    "integration/night/test_leavers.py",
    "integration/night/test_nothing_twice.py",
    "integration/night/test_school_life.py",
    "integration/night/test_several_schools.py",
    "integration/night/test_usernames.py",
    "integration/pulling/test_evening.py",
    "integration/pulling/test_pretend_vendors.py",
    "integration/pulling/test_tries.py",
    "integration/pulling/test_whole_way.py",
    "integration/sandbox/test_seeding.py",
    "integration/test_access_links.py",
    "integration/test_access_matrix.py",
    "integration/test_constraints_autoupdate.py",
    "integration/test_demo.py",
    "integration/test_navigation.py",
    "integration/test_sandbox_uploader.py",
    "unit/connectors/test_properties.py",
    "unit/connectors/test_text.py",
    "unit/matching/test_properties.py",
    "unit/matching_files/test_columns.py",
    "unit/sandbox/test_demo.py",
    "unit/sandbox/test_reporter.py",
    "unit/sandbox/test_schools.py",
    "unit/test_docs.py",
    "unit/test_repository.py",
    "unit/test_typography.py",
)
#: What a coverage that is at work says to processes which the tests start.
_TOLD: Final = "COVERAGE_PROCESS_CONFIG"


def is_measured(item: pytest.Item) -> bool:
    """Whether coverage is to see what the test runs."""
    if item.get_closest_marker("unmeasured"):
        return False
    place = item.path.relative_to(_TESTS) if item.path.is_relative_to(_TESTS) else item.path
    return not any(place.is_relative_to(each) for each in UNMEASURED)


@contextmanager
def unmeasured(config: pytest.Config) -> Iterator[None]:
    """Let coverage, if it is at work, look away: here, and in processes that are started."""
    controller: Any = getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if controller is None or not controller.started:
        yield
        return
    told = os.environ.pop(_TOLD, None)
    controller.pause()
    try:
        yield
    finally:
        controller.resume()
        if told is not None:
            os.environ[_TOLD] = told
