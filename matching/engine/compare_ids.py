"""Compare the numbers by which people are known: UPNs, former and temporary, and ids in a MIS.

Symmetric. It knows no names; what a number is worth stands in the table of weights.
"""

from __future__ import annotations

from matching.engine.levels import Level
from matching.engine.normalise import Profile


def compare_upns(one: Profile, other: Profile) -> Level:
    """Compare UPNs: the same permanent one, one that the other had before, or a temporary one.

    Temporary ones that differ say nothing: a pupil may get one in every school.
    """
    if one.upn and one.upn == other.upn:
        return Level.SAME
    if (one.former_upns or other.former_upns) and _share_a_former(one, other):
        return Level.FORMER_UPN
    if one.upn and other.upn:
        return Level.DIFFERS
    if one.temporary_upns and not {*one.temporary_upns}.isdisjoint(other.temporary_upns):
        return Level.TEMPORARY
    return Level.MISSING


def _share_a_former(one: Profile, other: Profile) -> bool:
    ever = {one.upn, *one.former_upns} - {""}
    return not ever.isdisjoint((other.upn, *other.former_upns))


def compare_mis_ids(one: tuple[str, ...], other: tuple[str, ...]) -> Level:
    """Compare ids in one MIS. Different ones say nothing: whoever comes back may get a new one."""
    if not one or not other or {*one}.isdisjoint(other):
        return Level.MISSING
    return Level.SAME
