"""What a deployment teaches: links by UPN or by staff are true, pairs ruled out are not."""

from __future__ import annotations

import pytest

from matching.engine.levels import Level
from scripts.learn_weights import from_portal
from tests.factories import LinkFactory, MisPersonFactory, RejectedPairFactory, UsoAccountFactory

pytestmark = pytest.mark.django_db


def test_links_teach_what_was_compared_when_they_were_made() -> None:
    short = {"field": "forename", "agreement": "close", "why": "Rob is short for Robert"}
    same_upn = {"field": "upn", "agreement": "same"}
    LinkFactory(made="upn", reasons=[short, same_upn])
    LinkFactory(made="staff_matched", reasons=[short, same_upn])
    LinkFactory(made="created", reasons=[short])
    same, _others = from_portal()
    assert same["forename", Level.NICKNAME] == 2
    assert same["upn", Level.SAME] == 1


def test_a_pair_that_staff_ruled_out_is_two_people() -> None:
    UsoAccountFactory.create_batch(4)
    before = from_portal()[1].get(("forename", Level.SLIP), 0.0)
    RejectedPairFactory(
        mis_person=MisPersonFactory(legal_forename="Xiphoida", preferred_forename=""),
        account=UsoAccountFactory(legal_forename="Xiphoidb", preferred_forename=""),
    )
    assert from_portal()[1]["forename", Level.SLIP] > before
