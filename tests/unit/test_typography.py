"""What people read has curly apostrophes and quotation marks, in the code and in templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "autoupdate", "matching", "uso_portal")
# Commands speak to a terminal, and migrations are what they were.
NOT_READ = {"migrations", "management", "files"}
#: An apostrophe that ends a word or stands within one: school's, don't, pupils' data.
APOSTROPHE = re.compile(r"(?<=\w)'(?=(?:s|t|re|ve|ll|d|m)\b)|(?<=[a-z]s)'(?= [a-z])")
#: What a placeholder ends with is a piece of its own: f"{name}'s account".
AFTER_PLACEHOLDER = re.compile(r"^'(?=s\b)")
ENTITY = re.compile(r"&(?:quot|apos|#39|#34);")
SQL = re.compile(r"\b(?:SELECT|UPDATE|INSERT|FROM)\b")
_COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.S)
_SCRIPT = re.compile(r"<script.*?</script>", re.S)
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
_MARKUP = re.compile(r"<[^>]*>", re.S)
#: A text within the arguments of a template's tag.
_QUOTED = re.compile(r'"([^"]*)"')


def _sentences(source: str) -> Iterator[tuple[int, str, bool]]:
    """Every text but docstrings: line, text, and whether it is a piece of an f-string."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    pieces = {
        id(piece)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value, id(node) in pieces


def straight_in(source: str) -> list[int]:
    """The lines of a module with a straight apostrophe that people would read."""
    return [
        line
        for line, text, is_piece in _sentences(source)
        if not SQL.search(text)
        and (
            APOSTROPHE.search(text)
            or ENTITY.search(text)
            or (is_piece and AFTER_PLACEHOLDER.search(text))
        )
    ]


def straight_in_template(text: str) -> list[str]:
    """Where a template has a straight apostrophe or quotation mark that people would read."""
    text = _SCRIPT.sub("", _COMMENT.sub("", text))
    words = _MARKUP.sub("", _TAG.sub("x", text))
    said = [each for tag in _TAG.findall(text) for each in _QUOTED.findall(tag)]
    found = [each for each in (*words.split("\n"), *said) if APOSTROPHE.search(each)]
    return [*found, *(line for line in words.split("\n") if '"' in line or ENTITY.search(line))]


def test_sentences_of_the_code_have_curly_apostrophes() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if not NOT_READ & set(path.relative_to(ROOT).parts)
        for line in straight_in(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_templates_have_curly_apostrophes_and_quotation_marks() -> None:
    found = {
        str(path.relative_to(ROOT)): straight
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.suffix in {".html", ".txt"}
        and (straight := straight_in_template(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_straight_ones_are_found() -> None:
    straight = """X = "the school's file"\nY = f"{name}'s"\nZ = "all pupils' data"\n"""
    assert sorted(straight_in(straight)) == [1, 2, 3]
    assert straight_in("""X = "the school’s file"\nY = "kind = 'staff'"\n""") == []
    assert straight_in_template('<p class="a">the school\'s "file"</p>')
    assert straight_in_template("""{% notice "Last night's run" %}""")
    assert not straight_in_template("""<a href="{% url 'a:b' s.pk %}">the school’s “file”</a>""")
