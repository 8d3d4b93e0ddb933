"""The way in for exports, whoever brings them: the agent's API, and later pulls and pushes."""

from autoupdate.receive.door import receive, receive_export, receive_rows
from autoupdate.receive.filing import Receipt
from autoupdate.receive.refusals import REFUSALS, UploadRefused

__all__ = ["REFUSALS", "Receipt", "UploadRefused", "receive", "receive_export", "receive_rows"]
