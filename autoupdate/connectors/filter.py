"""Which columns of an export may be kept: only declared ones, and none that the school opted out.

Knows nothing of where the rows come from or go to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from autoupdate.connectors.base import SubReport
from autoupdate.connectors.caption import caption_key


def allowed_captions(sub_report: SubReport, *, not_uploaded: Collection[str]) -> Mapping[str, str]:
    """``caption_key`` of each caption that may be kept → the code of its field.

    ``not_uploaded`` are the field codes opted out. A mandatory field cannot be opted out: asking
    for it is ignored, since the sub-report could not be processed.
    """
    return {
        caption_key(caption): each.code
        for each in sub_report.fields
        if each.is_mandatory or each.code not in not_uploaded
        for caption in each.captions
    }
