"""The settings of a worker that a test starts: the tests' own, on the very database of the test."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]  # noqa: F405
UPLOAD_STORE_DIR = Path(os.environ["TEST_STORE"])
