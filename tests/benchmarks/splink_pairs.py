"""Scores the pairs of two matching files with splink, trained on the files themselves.

Run by the benchmark's own Python, which has splink: ``python -m tests.benchmarks.splink_pairs
BASE INCOMING PAIRS``; prints seconds and peak memory. Imports nothing else of the project.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

_FIELDS = ("legal_forename", "legal_surname", "date_of_birth", "upn", "postcode", "street_number")
#: Fields that only some files have, compared with room for one letter.
_IF_THERE = ("upn", "postcode", "street_number")


def score(base: str, incoming: str, pairs: str) -> dict[str, float]:
    """Train, predict and write ``account_id,record_id,score`` with scores of 0 to 100."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    began = time.perf_counter()
    accounts, records = _read(base, "account_id"), _read(incoming, "record_id")
    comparisons: list[Any] = [
        cl.NameComparison("legal_forename").configure(term_frequency_adjustments=True),
        cl.NameComparison("legal_surname").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True),
    ]
    extra = [name for name in _IF_THERE if accounts[name].notna().any()]
    comparisons += [cl.LevenshteinAtThresholds(name, [1]) for name in extra]
    dob, names = block_on("date_of_birth"), block_on("legal_forename", "legal_surname")
    # As wide as memory allows, so that what it misses is not for want of candidates.
    rules = [dob, block_on("legal_surname"), block_on("legal_forename")]
    rules += [
        block_on("substr(legal_forename, 1, 3)", "substr(legal_surname, 1, 3)"),
        *([block_on("postcode", "street_number")] if "postcode" in extra else []),
    ]
    settings = SettingsCreator(
        link_type="link_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules
    )
    database = DuckDBAPI()
    frames = [database.register(accounts), database.register(records)]
    linker = Linker(frames, settings)
    training = linker.training
    training.estimate_probability_two_random_records_match([dob, names], recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    training.estimate_parameters_using_expectation_maximisation(dob)
    training.estimate_parameters_using_expectation_maximisation(names)
    found = linker.inference.predict(threshold_match_probability=0.000001).as_pandas_dataframe()
    _write(found, set(records["unique_id"]), pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - began, "peak_mb": peak}


def _read(path: str, id_column: str) -> Any:
    import pandas

    frame = pandas.read_csv(path, dtype=str)
    for name in _FIELDS:
        if name not in frame:
            frame[name] = None
    frame["unique_id"] = frame[id_column]
    for name in ("legal_forename", "legal_surname"):
        frame[name] = frame[name].str.lower()
    frame["whole_name"] = frame["legal_forename"] + " " + frame["legal_surname"]
    return frame[["unique_id", *_FIELDS, "whole_name"]]


def _write(found: Any, records: set[str], path: str) -> None:
    swapped = found["unique_id_l"].isin(records)
    left = found["unique_id_l"].where(~swapped, found["unique_id_r"])
    right = found["unique_id_r"].where(~swapped, found["unique_id_l"])
    lines = found.assign(account_id=left, record_id=right, score=found["match_weight"])
    lines[["account_id", "record_id", "score"]].to_csv(path, index=False)


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(score(*sys.argv[1:4])) + "\n")
