"""Usernames: plain letters from any name, a number where taken, the local authority's code.

They tell neither age, gender nor school. Numbers come from a counter that only grows, taken
under its row's lock, so that two schools processed at once never give the same name twice and
no name is given again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from accounts.bulk.statements import fetch
from accounts.models import LocalAuthority

MAX_STEM = 20
#: The stem of somebody whose name has no letter that can be written in a–z.
NAMELESS_STEM = "account"


def stem_of(forename: str, surname: str, *, letters: Callable[[str], str]) -> str:
    """The stem for a name: initial and surname, or the one name there is; 1–20 letters a–z.

    ``letters`` turns any name into plain a–z (``matching.engine.ascii_letters``).
    """
    first, last = letters(forename), letters(surname)
    stem = first[:1] + last if last else first
    return stem[:MAX_STEM] or NAMELESS_STEM


_TAKE = """
INSERT INTO accounts_usernamestem AS s (local_authority_id, stem, num_given)
SELECT %s::bigint, stem, number
FROM unnest(%s::text[], %s::int[]) AS wanted(stem, number) ORDER BY stem
ON CONFLICT (local_authority_id, stem) DO UPDATE SET num_given = s.num_given + EXCLUDED.num_given
RETURNING stem, num_given
"""


def allocate(stems: Sequence[str], *, local_authority: LocalAuthority) -> list[str]:
    """One new username for each of ``stems``, in their order, in one statement.

    The stems are taken in alphabetical order, so that two transactions cannot deadlock.
    """
    if not stems:
        return []
    wanted = Counter(stems)
    names = sorted(wanted)
    given = fetch(_TAKE, [local_authority.pk, names, [wanted[name] for name in names]])
    given_so_far = {stem: number - wanted[stem] for stem, number in given}
    usernames = []
    for stem in stems:
        given_so_far[stem] += 1
        usernames.append(username(stem, given_so_far[stem], local_authority.code))
    return usernames


def username(stem: str, number: int, la_code: str) -> str:
    """``jsmith.301`` for the first of a stem, ``jsmith2.301`` for the second."""
    return f"{stem}{number if number > 1 else ''}.{la_code}"
