"""The portal's settings as the tests use them: a data folder of their own, and nothing slow."""

import os
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("USO_DATA_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("EMBEDDED_IS_DURABLE", "false")

from uso_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each test client has its own copy of the middleware, and most would look for the files anew.
MIDDLEWARE = [
    "tests.static_once.StaticOnce" if each.startswith("whitenoise.") else each
    for each in MIDDLEWARE  # noqa: F405
]
# As in production: `tests.signing_in` lets people in with it shown.
REQUIRE_SECOND_STEP = True
# Tests of several people, or xdist workers, share one Redis: each keeps to keys of its own.
CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"  # noqa: F405
# A test looks at what it has just made.
FACTS_ARE_FRESH_FOR = timedelta(0)
# A lock that a failed test left behind fails the next one, instead of holding it up for ever.
DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=180s"  # noqa: F405
# What a test starts copies the migrated database instead of migrating its own: `tests.migrated`.
DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("TEST_TEMPLATE")}  # noqa: F405
