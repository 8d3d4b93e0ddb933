"""The portal's settings for tests of the supervisor: everything real, with no long seeding."""

from uso_portal import demo
from uso_portal.settings import *  # noqa: F403

demo.SEEDING_COMMAND = "none"
