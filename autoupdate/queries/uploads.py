"""What an upload's state means, in words for whoever sent it. It changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from autoupdate.faults import fault_text
from autoupdate.models import Upload, UploadState

#: state → what to say. A rejected upload says its fault instead.
STATE_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        UploadState.RECEIVED: "The file has arrived and is being checked.",
        UploadState.READY: "The file has been checked and waits for tonight’s processing.",
        UploadState.REJECTED: "The file was rejected and nothing of it was kept.",
        UploadState.SUPERSEDED: "A newer file of the same kind counts instead of this one.",
        UploadState.PROCESSED: "The file has been processed.",
    }
)


def message_for(upload: Upload) -> str:
    """What became of the upload so far and what to do, in one or two sentences."""
    if upload.fault:
        text = fault_text(upload.fault, upload.fault_detail)
        return f"{text.sentence} {text.remedy}"
    message = STATE_MESSAGES[upload.state]
    if upload.state == UploadState.READY and upload.num_problems:
        rows = "1 problem" if upload.num_problems == 1 else f"{upload.num_problems} problems"
        message += f" It has {rows} in its rows; Upload History lists them."
    return message
