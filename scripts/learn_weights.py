"""Learn the engine's weights and print them beside the shipped ones; ``--write`` keeps them.

``python -m scripts.learn_weights populations`` learns from generated people, never from a seed
that the benchmark measures with; ``... portal`` from a deployment's links made by UPN or by staff.
"""

from __future__ import annotations

import csv
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any, Final

from matching.engine import Person
from matching.engine.compare import compare_fully
from matching.engine.explain import levels_of
from matching.engine.frequencies import NameFrequencies
from matching.engine.knowledge import rows
from matching.engine.learn import Counts, Table, count, count_others, learn
from matching.engine.levels import Comparison
from matching.engine.normalise import Profile, profile
from matching.engine.weights import WEIGHTS

TABLE: Final = Path(__file__).resolve().parent.parent / "matching/engine/data/weights.csv"
#: The benchmark measures with 9001; from here on, nothing is learned.
_HELD_OUT: Final = 9000
_OTHERS_FOR_EACH: Final = 15
_MOST_PEOPLE: Final = 20_000
_KINDS: Final = ("staff", "student")
_FIELDS: Final = (
    *("kind", "school", "title", "legal_forename", "legal_surname", "preferred_forename"),
    *("preferred_surname", "middle_names", "former_surname", "date_of_birth", "upn", "year_group"),
)


def from_populations(seeds: Sequence[int], num_accounts: int) -> tuple[Counts, Counts]:
    """Count the levels of true pairs, and of pairs drawn by chance, over generated people."""
    from sandbox.populations import make_population

    if any(seed >= _HELD_OUT for seed in seeds):
        raise SystemExit(f"Seeds from {_HELD_OUT} are kept for measuring.")
    same: Counter[Any] = Counter()
    others: Counter[Any] = Counter()
    for seed in seeds:
        for noise in ("normal", "hard"):
            made = make_population(seed, num_accounts=num_accounts, noise=noise)
            records = {key: _human(key, one) for key, one in made.records.items()}
            accounts = {key: _human(key, one) for key, one in made.accounts.items()}
            same.update(
                count(
                    compare_fully(profile(records[one]), profile(accounts[other]))
                    for one, other in made.truth.items()
                )
            )
            others.update(others_among([*records.values()], [*accounts.values()], truth=made.truth))
    return same, others


def _human(key: str, one: Any) -> Person:
    return Person(key=key, **{name: getattr(one, name) for name in _FIELDS})


def others_among(
    ones: Sequence[Person],
    others: Sequence[Person],
    *,
    truth: Mapping[str, str] = MappingProxyType({}),
) -> Counts:
    """Count the levels of pairs drawn by chance; ``truth`` says who is the same as whom."""
    names = NameFrequencies.of(map(profile, ones))
    drawn = _by_chance(ones, others, truth)
    return count_others(islice(drawn, _OTHERS_FOR_EACH * len(ones)), names=names)


def _by_chance(
    ones: Sequence[Person], others: Sequence[Person], truth: Mapping[str, str]
) -> Iterator[Comparison]:
    rng = Random(len(ones))  # noqa: S311 - the same draw each time
    by_kind = [(_keyed(ones, kind), _keyed(others, kind)) for kind in _KINDS]
    by_kind = [lists for lists in by_kind if all(lists)]
    sizes = [len(here) for here, _there in by_kind]
    while by_kind:
        [(here, there)] = rng.choices(by_kind, sizes)
        (key, one), (other_key, other) = rng.choice(here), rng.choice(there)
        if truth.get(key) != other_key:
            yield compare_fully(one, other)


def _keyed(people: Sequence[Person], kind: str) -> list[tuple[str, Profile]]:
    return [(one.key, profile(one)) for one in people if one.kind == kind]


def from_portal() -> tuple[Counts, Counts]:
    """Count them over a deployment: live links made by UPN or matched by staff are true pairs.

    What was compared when the link was made is what counts (its reasons are kept): the account has
    followed the MIS since. Pairs that staff have ruled out are added to those drawn by chance.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uso_portal.settings")
    import django

    django.setup()
    from accounts.models import UsoAccount
    from matching.models import Link, LinkMade, RejectedPair

    same: Counter[Any] = Counter()
    known = Link.objects.filter(
        ended_at__isnull=True, made__in=(LinkMade.UPN, LinkMade.STAFF_MATCHED)
    )
    for made, reasons in known.values_list("made", "reasons").iterator():
        for field, level in levels_of(reasons):
            # Those who were found by their UPN say nothing of how often UPNs agree.
            if (made, field) != (LinkMade.UPN, "upn"):
                same[field, level] += 1
    accounts = [_stored(one) for one in UsoAccount.objects.order_by("?")[:_MOST_PEOPLE].iterator()]
    others = Counter(others_among(accounts[::2], accounts[1::2]))
    rejected = RejectedPair.objects.select_related("mis_person", "account").iterator()
    compared = [
        compare_fully(profile(_stored(pair.mis_person)), profile(_stored(pair.account)))
        for pair in rejected
    ]
    others.update(count_others(compared, names=NameFrequencies.of(map(profile, accounts))))
    return same, others


def _stored(one: Any) -> Person:
    from accounts.bulk.accounts import DETAILS
    from matching.keys import person_of

    return person_of(str(one.pk), one.kind, {name: getattr(one, name) for name in DETAILS})


def say(learned: Table, same: Counts, others: Counts) -> None:
    """Print every level: the weight in use, the learned one, and on how many pairs it rests."""
    line = "{:14} {:14} {:>6} {:>8} {:>9} {:>11}\n"
    sys.stdout.write(line.format("field", "level", "now", "learned", "one", "by chance"))
    for field, levels in learned.items():
        for level, bits in levels.items():
            now = WEIGHTS[field][level].bits
            one, two = same.get((field, level), 0), others.get((field, level), 0)
            mark = "" if abs(now - bits) < 1 else "  <"
            sys.stdout.write(
                line.format(
                    field, level, f"{now:.1f}", f"{bits:.1f}", f"{one:.0f}", f"{two:.1f}"
                ).rstrip("\n")
                + mark
                + "\n"
            )


def write(learned: Table, *, source: str, on: date) -> None:
    """Write the table anew; scopes, and what was not learned, stay as they are."""
    lines = []
    for line in rows("weights"):
        field, level, bits, by_name, *_ = line
        new = {str(known): found for known, found in learned.get(field, {}).items()}.get(level)
        is_new = new is not None and f"{new:.1f}" != f"{float(bits):.1f}"
        lines.append([field, level, f"{new:.1f}", by_name, source, f"{on}"] if is_new else line)
    with TABLE.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("field", "level", "bits", "by_name", "source", "on"))
        writer.writerows(lines)


def main(arguments: Sequence[str]) -> None:
    """Learn, print, and write if told to."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("source", choices=["populations", "portal"])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4])
    parser.add_argument("--accounts", type=int, default=4_000, help="in each population")
    parser.add_argument("--write", action="store_true", help="keep what was learned")
    wanted = parser.parse_args(arguments)
    if wanted.source == "portal":
        same, others = from_portal()
    else:
        same, others = from_populations(wanted.seeds, wanted.accounts)
    learned = learn(same, others)
    say(learned, same, others)
    if wanted.write:
        write(learned, source=wanted.source, on=date.today())  # noqa: DTZ011 - a day for people


if __name__ == "__main__":
    main(sys.argv[1:])
