"""gunicorn's settings; what varies by place is given on its command line (see `services`)."""

from pathlib import Path

from uso_portal.logging import LineFormatter

worker_class = "gthread"
threads = 4
timeout = 120
graceful_timeout = 20
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  its sign of life, off the disk
control_socket_disable = True  # nobody steers it from outside
accesslog = None  # addresses of pages name people; the proxy in front logs what it must
limit_request_line = 8190
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": LineFormatter}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "propagate": False},
    },
}
