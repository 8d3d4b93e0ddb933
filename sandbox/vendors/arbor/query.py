"""Reads the part of GraphQL that Arbor's clients use: root fields with arguments and selections."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

_TOKEN: Final = re.compile(
    r'[\s,]+|#[^\n]*|(?P<name>[A-Za-z_]\w*)|(?P<number>-?\d+)|(?P<text>"(?:[^"\\\n]|\\.)*")'
    r"|(?P<mark>[{}():\[\]])"
)
_WORDS: Final = {"true": True, "false": False, "null": None}
_MOST_DEPTH = 6


class QueryError(ValueError):
    """The query cannot be answered. `str()` is the message of the answer."""


@dataclass(frozen=True, slots=True)
class Selection:
    """One field with its arguments and what is asked of it; ``of`` is empty for a plain value."""

    name: str
    arguments: dict[str, Any]
    of: tuple[Selection, ...]


def read_query(text: str) -> tuple[Selection, ...]:
    """The root fields. Raises QueryError."""
    reader = _Reader(text)
    if reader.peek() == ("name", "query"):
        reader.take()
        if reader.peek()[0] == "name":
            reader.take()  # the query's own name
    fields = reader.selections(0)
    if reader.peek()[0]:
        raise QueryError(f"Syntax Error: Unexpected {reader.peek()[1]}.")
    return fields


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise QueryError(
                f"Syntax Error: Cannot parse the unexpected character {text[place]!r}."
            )
        place = found.end()
        if found.lastgroup:
            yield found.lastgroup, found.group()


class _Reader:
    """The tokens of a query, one after another."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._place = 0

    def peek(self) -> tuple[str, str]:
        """The next token; blanks at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else ("", "")

    def take(self, mark: str = "") -> str:
        """The next token's text, which must be ``mark`` if one is given."""
        _, text = self.peek()
        if not text or (mark and text != mark):
            raise QueryError(f"Syntax Error: Expected {mark or 'a name'}, found {text or '<EOF>'}.")
        self._place += 1
        return text

    def name(self) -> str:
        """The next token, which must be a name."""
        kind, _ = self.peek()
        if kind != "name":
            raise QueryError(f"Syntax Error: Expected Name, found {self.peek()[1] or '<EOF>'}.")
        return self.take()

    def selections(self, depth: int) -> tuple[Selection, ...]:
        """What stands between braces."""
        if depth > _MOST_DEPTH:
            raise QueryError("The query is too deep.")
        self.take("{")
        fields = []
        while self.peek()[1] != "}":
            name = self.name()
            arguments = self._arguments() if self.peek()[1] == "(" else {}
            of = self.selections(depth + 1) if self.peek()[1] == "{" else ()
            fields.append(Selection(name, arguments, of))
        self.take("}")
        if not fields:
            raise QueryError("Syntax Error: Expected Name, found }.")
        return tuple(fields)

    def _arguments(self) -> dict[str, Any]:
        self.take("(")
        given: dict[str, Any] = {}
        while self.peek()[1] != ")":
            name = self.name()
            self.take(":")
            given[name] = self._value()
        self.take(")")
        return given

    def _value(self) -> Any:
        kind, text = self.peek()
        if text == "[":
            self.take()
            values = []
            while self.peek()[1] != "]":
                values.append(self._value())
            self.take("]")
            return values
        self.take()
        if kind == "text":
            return json.loads(text)
        if kind == "number":
            return int(text)
        if text in _WORDS:
            return _WORDS[text]
        raise QueryError(f"Syntax Error: Unexpected {text}.")
