"""What a change of MIS will do, in sentences. It knows no page."""

from __future__ import annotations

from collections.abc import Iterator

from autoupdate.connectors.base import Delivery
from autoupdate.queries.change_preview import Preview
from autoupdate.views.words import plural


def consequences(preview: Preview) -> dict[str, list[str]]:
    """Heading → sentences, in the order in which people ask."""
    parts = {
        "Reports": _reports(preview),
        "Accounts": _accounts(preview),
        "What waits": _waiting(preview),
        f"Leaving {preview.before.label}": _leaving(preview),
    }
    return {heading: list(sentences) for heading, sentences in parts.items()}


def _reports(preview: Preview) -> Iterator[str]:
    before, after = preview.before.label, preview.after.label
    yield (
        f"You accept the reports again, for {after}. What you accepted for {before} does not "
        "carry over, and nothing is received until you accept."
    )
    for lost in preview.lost:
        yield f"{after} has no {lost.label} report. {lost.consequence}"
    if preview.num_opt_outs:
        fields = plural(preview.num_opt_outs, "field")
        stay = "stays" if preview.num_opt_outs == 1 else "stay"
        yield f"{fields} that the school opted out of {stay} opted out, whichever MIS sends it."
    yield f"How data will come: {preview.after.delivery_text} {preview.after.cadence}."


def _accounts(preview: Preview) -> Iterator[str]:
    after = preview.after.label
    yield "Nothing happens to accounts. Everybody keeps their username and their account."
    yield (
        f"The first night recognises people of {after} by their UPN, or by their names and date "
        "of birth, and keeps them on the accounts they have. It creates accounts for people who "
        "are really new, asks where it cannot be sure, and removes nobody."
    )
    yield (
        "After that night somebody looks at the result, and confirms the change or takes it back "
        "as a whole. Until then nobody loses an account."
    )
    yield "What staff decided stays: who should not be in USO, and who are not the same person."


def _waiting(preview: Preview) -> Iterator[str]:
    before = preview.before.label
    if preview.num_uploads:
        wait = "waits for a night is" if preview.num_uploads == 1 else "wait for a night are"
        uploads = plural(preview.num_uploads, "upload")
        yield f"{uploads} from {before} that {wait} deleted unprocessed."
    else:
        yield f"No upload from {before} waits for a night."
    if preview.num_held:
        wait = "waits for a person is" if preview.num_held == 1 else "wait for a person are"
        yield (
            f"{plural(preview.num_held, 'removal')} that {wait} closed. Nobody loses an account by "
            "that, and you see these people again with the result."
        )


def _leaving(preview: Preview) -> Iterator[str]:
    before = preview.before.label
    yield preview.before.leaving_hint
    if preview.is_connected:
        yield (
            f"The approval of {before} and what was entered to reach it are not used any more. "
            "They are given back and deleted once you confirm the result."
        )
    if preview.before.delivery is not Delivery.PULL:
        yield (
            f"What {before} still sends is refused from now on. The licence key is revoked once "
            f"you confirm the result, unless {preview.after.label} needs it too."
        )
