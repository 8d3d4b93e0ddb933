"""Asks the web server beside it whether it is ready, for a container's health check.

It must need neither curl nor a host name that resolves: it asks for the first host that is allowed.
"""

import json
import sys
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from uso_portal import env


def main() -> int:
    """Exit code 0 when ready, 1 when not."""
    host = env.ALLOWED_HOSTS[0].lstrip(".")
    try:
        with closing(HTTPConnection("127.0.0.1", env.PORT, timeout=4)) as asking:
            asking.request("GET", "/health/ready", headers={"Host": host})
            answer = asking.getresponse()
            said = json.load(answer)
    except (OSError, HTTPException, ValueError):
        said, is_ready = {"status": "no answer"}, False
    else:
        is_ready = answer.status == 200
    sys.stdout.write(f"{said.get('status')}\n")
    return 0 if is_ready else 1


if __name__ == "__main__":
    sys.exit(main())
