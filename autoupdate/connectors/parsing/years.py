"""Year groups in the many ways schools write them → N1, N2, R, 1–14 (the DfE's code set)."""

from __future__ import annotations

import re

from autoupdate.connectors.parsing.text import Judged, clean

_NUMBERED = re.compile(r"(?:year|yr|y|nc ?year|nc)?\.? ?0*(\d{1,2})", re.IGNORECASE)

#: Years that have names. "Nursery" alone is the year before Reception in nearly every school.
_NAMED = {
    "n1": "N1",
    "n2": "N2",
    "e1": "N1",
    "e2": "N2",
    "nursery": "N2",
    "nursery 1": "N1",
    "nursery 2": "N2",
    "nursery first year": "N1",
    "nursery second year": "N2",
    "nursery y1": "N1",
    "nursery y2": "N2",
    "nursery year 1": "N1",
    "nursery year 2": "N2",
    "nursery class": "N2",
    "nursery pre-school": "N1",
    "pre-school": "N1",
    "preschool": "N1",
    "year n1": "N1",
    "year n2": "N2",
    "year n": "N2",
    "n": "N2",
    "r": "R",
    "rec": "R",
    "reception": "R",
    "reception class": "R",
    "year r": "R",
    "yr r": "R",
    "yr": "R",
    "foundation 1": "N2",
    "foundation 2": "R",
    "foundation stage 1": "N2",
    "foundation stage 2": "R",
    "fs1": "N2",
    "fs2": "R",
    "f1": "N2",
    "f2": "R",
    "x": "",  # the DfE's code for "National Curriculum year does not apply"
    "none": "",
    "-": "",
}


def year_group(text: str) -> Judged:
    """``Year  7`` → 7; "" and a code for what is no year group."""
    word = clean(text).casefold()
    if not word:
        return "", ""
    if word in _NAMED:
        return _NAMED[word], ""
    if found := _NUMBERED.fullmatch(word):
        number = int(found.group(1))
        if number == 0:
            return "R", ""
        if number <= 14:
            return str(number), ""
    return "", "year_unknown"
