#!/usr/bin/env python
"""Django's command line. It must know nothing but where the settings are."""

import os
import sys


def main() -> None:
    """Run the command that was asked for; what is wrong with the machine is said in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uso_portal.settings")
    try:
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError:
        sys.exit("Django is not installed here. Run `make install`, then use .venv/bin/python.")
    from uso_portal.embedded.errors import EmbeddedError

    try:
        execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(str(error))
    except OperationalError as error:
        if not isinstance(error.__cause__, EmbeddedError):
            raise
        sys.exit(str(error))


if __name__ == "__main__":
    main()
