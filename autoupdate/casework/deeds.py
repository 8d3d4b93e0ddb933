"""What can be carried out for a case, in words: before it is done, and afterwards.

The sentences know ``{school}``, ``{mis}`` (what is asked for), ``{before}`` (the MIS in use) and
``{what}`` (a field). They know nothing of how it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from autoupdate.models.cases import Deed


@dataclass(frozen=True, slots=True)
class DeedWords:
    """What will happen, as sentences for whoever confirms it; what was done, for the school."""

    will: tuple[str, ...]
    did: str


DEEDS: Mapping[Deed, DeedWords] = MappingProxyType(
    {
        Deed.OFFER: DeedWords(
            ("{mis} becomes visible to {school} on AutoUpdate Settings.",),
            "Made {mis} visible to the school.",
        ),
        Deed.START: DeedWords(
            ("{school} uses {mis} from now on.",),
            "The school uses {mis} now.",
        ),
        Deed.CHANGE: DeedWords(
            (
                "{school} changes from {before} to {mis} now. What waits of {before} to be "
                "processed is closed.",
                "The reports of {mis} have to be accepted anew. Accounts and links stay, and "
                "nobody is removed until somebody has looked at what came of the change.",
            ),
            "Changed the MIS from {before} to {mis}.",
        ),
        Deed.TAKE: DeedWords(
            (
                "What the school entered goes straight into its connection to {mis}, and what is "
                "secret is erased in the case. Nobody sees it.",
            ),
            "Took what the school entered over into its connection to {mis}.",
        ),
        Deed.KEEP: DeedWords(
            (
                "What the school entered is kept, sealed, until it uses {mis}, and then goes into "
                "its connection by itself. What is secret is erased in the case.",
            ),
            "Kept what the school entered, sealed, until it uses {mis}.",
        ),
        Deed.KEYS: DeedWords(
            (
                "A licence key, a supplier ID and a supplier password are made. A licence key in "
                "use stops working at once.",
                "Only the school can look at them, once, in this case. You do not see them.",
            ),
            "Made a licence key, a supplier ID and a supplier password. They can be looked at "
            "here, once.",
        ),
        Deed.OPT_OUT: DeedWords(
            (
                "{what} is opted out: from now on it is dropped before anything is stored.",
                "What USO accounts hold of it already stays as it is.",
            ),
            "Opted out: {what}. From now on it is dropped before anything is stored.",
        ),
        Deed.FORCE: DeedWords(
            ("{school} is processed now, before everybody else.",),
            "Started the processing of what the school has uploaded.",
        ),
    }
)
