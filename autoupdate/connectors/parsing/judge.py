"""A column's rule, applied to each text once: what the text gives, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

V = TypeVar("V")

#: field code → text → code of what is wrong with it. A field without faults is not in it.
Faults = dict[str, dict[str, str]]


class Judge(dict[str, V], Generic[V]):
    """Looks up what the texts of one field give, and notes in ``faults`` those at fault.

    ``[text]`` remembers, so that equal texts give the same object and repeated values are kept
    once. ``once(text)`` does not: it is for fields whose texts hardly repeat, such as IDs.
    ``plain`` says of a text that it may be taken as it stands, which is quicker than the rule.
    """

    def __init__(
        self,
        field: str,
        rule: Callable[[str], tuple[V, str]],
        *,
        faults: Faults,
        plain: Callable[[str], Any] | None = None,
    ) -> None:
        super().__init__()
        self.field = field
        self._rule = rule
        self._faults = faults
        self._plain = plain or _never

    def __missing__(self, text: str) -> V:
        value, code = self._rule(text)
        if code:
            self._note(text, code)
        self[text] = value
        return value

    def once(self, text: str) -> V:
        """What the text gives, not remembered unless it is at fault."""
        if self._plain(text):
            return text  # type: ignore[return-value]
        return self._judged(text)

    def each(self, texts: Sequence[str]) -> Sequence[V]:
        """What each of the texts gives, remembered."""
        return list(map(self.__getitem__, texts))

    def each_once(self, texts: Sequence[str]) -> Sequence[V]:
        """What each of the texts gives, not remembered; a blank one must give itself."""
        if not any(texts):
            return texts  # type: ignore[return-value]
        plain, judged = self._plain, self._judged
        return [
            text if not text or plain(text) else judged(text)  # type: ignore[misc]
            for text in texts
        ]

    def fault(self, text: str) -> str:
        """The code of what is wrong with a text that has been judged, or ""."""
        faults = self._faults.get(self.field)
        return faults.get(text, "") if faults else ""

    def _judged(self, text: str) -> V:
        value, code = self._rule(text)
        if code:
            self._note(text, code)
        return value

    def _note(self, text: str, code: str) -> None:
        self._faults.setdefault(self.field, {})[text] = code


def _never(text: str) -> bool:
    del text
    return False
