"""The table of row problems: total, in plain words, and put in the words of SIMS."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autoupdate.connectors import parsing, registry
from autoupdate.connectors.base import RecordType
from autoupdate.connectors.parsing.log import Issue, ProblemLog, masked_upn
from autoupdate.connectors.problems import GENERAL_PROBLEMS, RecordPlace, with_remedies
from autoupdate.connectors.sims.problems import PROBLEMS

_CODE = re.compile(r'"([a-z]+(?:_[a-z]+)+)"')


@pytest.mark.parametrize("table", [GENERAL_PROBLEMS, PROBLEMS], ids=["general", "SIMS"])
def test_texts_are_sentences(table: dict[str, object]) -> None:
    assert set(table) == set(GENERAL_PROBLEMS)
    for text in GENERAL_PROBLEMS.values():
        for words in (text.sentence, text.remedy):
            assert words[0].isupper()
            assert words.endswith(".")


def test_only_remedies_differ_between_products() -> None:
    for code, text in PROBLEMS.items():
        general = GENERAL_PROBLEMS[code]
        assert (text.sentence, text.severity) == (general.sentence, general.severity)


def test_a_remedy_for_no_problem_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        with_remedies({"no_such_problem": "Do it."})


def test_whose_record_it_is_says_which_menu_is_named() -> None:
    place = RecordPlace(student="Pupils", staff="Staff", contact="Carers")
    table = with_remedies({"email_invalid": place.remedy("In {record}: correct it.")})
    text = table["email_invalid"]
    assert text.remedy == "In Pupils (for staff, Staff; for a contact, Carers): correct it."
    told = {each: text.remedy_for(each.whose) for each in RecordType}
    assert told[RecordType.STUDENT] == told[RecordType.STUDENT_FUTURE] == "In Pupils: correct it."
    assert told[RecordType.STAFF] == told[RecordType.STAFF_FUTURE] == "In Staff: correct it."
    assert told[RecordType.CONTACT] == "In Carers: correct it."
    assert told[RecordType.MEMBERSHIP] == told[RecordType.ATTENDANCE] == text.remedy
    one = RecordPlace(staff="Staff").remedy("In {record}.")
    assert one.for_anybody == "In Staff."


def test_every_mis_names_one_menu_for_one_person() -> None:
    for connector in registry.all():
        for code in ("forename_missing", "birth_date_missing", "email_invalid"):
            text = connector.problem_text(code)
            told = {text.remedy_for(kind) for kind in ("staff", "student")}
            if code != "email_invalid" or connector.code != "scholarpack":  # pupils have none there
                assert len(told) == 2, (connector.code, code)
                assert text.remedy not in told


def test_no_code_of_the_table_is_unused() -> None:
    folder = Path(next(iter(parsing.__path__)))
    source = " ".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert set(GENERAL_PROBLEMS) <= set(_CODE.findall(source))


def test_an_unknown_code_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        ProblemLog(problems_kept=1).add(Issue("no_such_problem"), row_number=1)


@pytest.mark.parametrize(
    ("upn", "masked"), [("B801200005001", "•••••••••5001"), ("5001", "5001"), ("", "")]
)
def test_upns_are_masked(upn: str, masked: str) -> None:
    assert masked_upn(upn) == masked
