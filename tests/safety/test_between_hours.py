"""In a protected consultation others see nothing new between two hours of appearing, whoever does what.

What is looked at is everything a reader gets: the pages, and the public file. What takes something from sight is seen
at once, and so is what the secretariat says itself: AT_ONCE. An upload that its author undoes lets what everybody had
read before be read again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from consultation.contributions.operations.merging import join
from consultation.contributions.operations.releasing import release_due
from consultation.discussion.models import Stance
from consultation.discussion.operations import changing
from consultation.discussion.operations import commenting as discussing
from consultation.people.models import Attribution
from consultation.people.operations import confirm, take_confirmation_back
from consultation.people.speaker import Speaker
from consultation.proposals.content import Provenance
from consultation.proposals.operations import lifecycle as proposing
from consultation.proposals.operations.drafting import submit_proposal
from consultation.proposals.operations.importing import bring_in, restore_proposal
from consultation.proposals.operations.revising import speaker_chosen, speaker_of
from consultation.synthesis.operations import write_summary
from consultation.synthesis.queries import SummarySubject
from consultation.web.identity import new_token
from indicators.codes import Code
from tests.client import StrictClient
from tests.factories import (
    NOT_STATED,
    missing_migrants,
    sign_in,
    what,
)
from tests.safety.scene import GROUP, LIST, NAMED, NOON, SIX, Act, Scene, a_scene, changed, pages, picture, seen

pytestmark = pytest.mark.usefixtures("true_counts")


@pytest.fixture
def scene(session: Session) -> Scene:
    """What was said before noon."""
    return a_scene(session)


# ---- what waits for the hour ----


def sends_a_proposal(scene: Scene) -> None:
    consultation, keys = missing_migrants(scene.session), {"submission": new_token(), "token": new_token()}
    said = what(consultation, codes=(Code("theme", "justice"),), title="Search at sea")
    submit_proposal(scene.session, consultation, author=scene.ann, speaker=GROUP, content=said, now=NOON, **keys)


def comments(scene: Scene) -> None:
    scene.says(scene.ann, Stance.QUESTION, text="Who pays?")


def takes_another_position(scene: Scene) -> None:
    scene.says(scene.ann, Stance.STRONG_CONCERN)


def is_approved(scene: Scene) -> None:
    held = scene.says(scene.visitor, Stance.STRONG_CONCERN, text="Why?", is_held=True)
    discussing.publish_comment(scene.session, held, officer=scene.officer, now=NOON)


def edits_a_proposal(scene: Scene) -> None:
    scene.edits(scene.own, title="Another title")


def shows_more(scene: Scene) -> None:
    scene.edits(scene.own, speaker=NAMED)


def turns_out_to_be_the_visitor(scene: Scene) -> None:
    join(scene.session, scene.visitor, scene.ann, NOON)


WAITS: Final = (
    sends_a_proposal,
    comments,
    takes_another_position,
    is_approved,
    edits_a_proposal,
    shows_more,
    turns_out_to_be_the_visitor,
)


def test_of_what_anybody_does_nothing_is_seen_before_the_hour(
    client: StrictClient, engine: Engine, scene: Scene
) -> None:
    before = picture(client, scene.session)
    found = {}
    for act in WAITS:
        scene.lets(act)
        found[act.__name__] = changed(before, picture(client, scene.session))
    assert found == {act.__name__: [] for act in WAITS}
    release_due(engine, now=SIX - timedelta(seconds=1))
    assert changed(before, picture(client, scene.session)) == []
    release_due(engine, now=SIX)
    after = picture(client, scene.session)
    assert {"Comments.csv", LIST, f"/proposals/{scene.own.reference}"} <= {*changed(before, after)}


# ---- what is seen at once ----


def withdraws(scene: Scene) -> None:
    discussing.withdraw_comment(scene.session, scene.unnamed, now=NOON)


def withdraws_a_proposal(scene: Scene) -> None:
    proposing.withdraw_proposal(scene.session, scene.own, now=NOON)


def takes_a_position_back(scene: Scene) -> None:
    discussing.withdraw_position(scene.session, scene.position, now=NOON)


def changes_a_comment(scene: Scene) -> None:
    said = {"stance": "information", "section": "", "text": "Boats.", "suggested_wording": "", "language": "en"}
    discussing.edit_comment(scene.session, scene.unnamed, said=said, is_held=False, now=NOON)


def shows_less(scene: Scene) -> None:
    scene.edits(scene.own, speaker=NOT_STATED)


def takes_a_name_off(scene: Scene) -> None:
    changing.show_less_of_comment(scene.session, scene.position, attribution=Attribution.GROUP, now=NOON)


def takes_a_group_off(scene: Scene) -> None:
    nothing = Attribution.NOTHING
    proposing.show_less_of_proposal(scene.session, scene.confirmed, attribution=nothing, now=NOON)


def is_confirmed_no_more(scene: Scene) -> None:
    take_confirmation_back(scene.session, scene.confirmed, now=NOON)


def undoes_an_upload_of_edits(scene: Scene) -> None:
    consultation = missing_migrants(scene.session)
    restore_proposal(scene.session, consultation, scene.edited.id, before={"revision": 1, "last": 1}, now=NOON)


def undoes_an_upload(scene: Scene) -> None:
    discussing.delete_comment(scene.session, scene.replaced, now=NOON)


def is_hidden(scene: Scene) -> None:
    decided = {"officer": scene.officer, "reason": "A name.", "now": NOON}
    proposing.hide_proposal(scene.session, scene.own, **decided)


def is_shown_again(scene: Scene) -> None:
    """The line in its place goes at once, and it comes at the hour."""
    discussing.show_comment_again(scene.session, scene.hidden, officer=scene.officer, now=NOON)


def proposal_is_shown_again(scene: Scene) -> None:
    proposing.show_again(scene.session, scene.hidden_proposal, officer=scene.officer, now=NOON)


def is_confirmed(scene: Scene) -> None:
    confirm(scene.session, scene.own, officer=scene.officer, now=NOON)


def is_summed_up(scene: Scene) -> None:
    about = SummarySubject(scene.proposal.consultation_id, scene.proposal.id)
    said = {"text": "Three agree.", "language": "en", "is_public": True}
    write_summary(scene.session, about, officer=scene.officer, version=0, now=NOON, **said)


def is_brought_in(scene: Scene) -> None:
    consultation = missing_migrants(scene.session)
    said = {"content": what(consultation, codes=()), "provenance": Provenance(), "token": new_token()}
    bring_in(scene.session, consultation, now=NOON, **said)


AT_ONCE: Final = (
    takes_a_name_off,
    is_confirmed_no_more,
    takes_a_group_off,
    undoes_an_upload_of_edits,
    takes_a_position_back,
    changes_a_comment,
    is_confirmed,
    shows_less,
    is_hidden,
    is_shown_again,
    proposal_is_shown_again,
    withdraws,
    withdraws_a_proposal,
    is_summed_up,
    is_brought_in,
    undoes_an_upload,
)
"""What goes from sight, and what the secretariat says itself: docs/decisions/0022 says why."""


def test_what_goes_from_sight_goes_at_once_and_so_does_what_the_secretariat_says(
    client: StrictClient, scene: Scene
) -> None:
    before, found = pages(client, scene.session), []
    for act in AT_ONCE:
        scene.lets(act)
        after = pages(client, scene.session)
        found += [act.__name__] if changed(before, after) else []
        before = after
    assert found == [act.__name__ for act in AT_ONCE]


def undoes_the_upload_of_a_position(scene: Scene) -> None:
    discussing.delete_comment(scene.session, scene.position, now=NOON)


@pytest.mark.parametrize("act", [takes_a_position_back, undoes_the_upload_of_a_position])
def test_a_position_goes_at_once_and_the_one_before_it_counts_again_at_the_hour(
    engine: Engine, scene: Scene, act: Act
) -> None:
    assert scene.proposal.positions == (1, 1, 0)
    scene.lets(act)
    assert (scene.proposal.positions, scene.replaced.stance_shown) == ((0, 1, 0), Stance.INFORMATION)
    release_due(engine, now=SIX)
    scene.session.expire_all()
    assert (scene.proposal.positions, scene.replaced.stance_shown) == ((0, 1, 1), Stance.STRONG_CONCERN)


def test_a_position_that_is_taken_meanwhile_counts_and_not_the_one_that_would_again(
    engine: Engine, scene: Scene
) -> None:
    scene.lets(takes_a_position_back)
    scene.lets(lambda scene: scene.says(scene.ann, Stance.SUPPORT_WITH_CHANGES))
    release_due(engine, now=SIX)
    scene.session.expire_all()
    assert scene.proposal.positions == (0, 2, 0)


def test_of_two_positions_of_one_person_the_newest_stays_from_the_hour_on(engine: Engine, scene: Scene) -> None:
    scene.lets(turns_out_to_be_the_visitor)
    assert scene.proposal.positions == (1, 1, 0)
    release_due(engine, now=SIX)
    scene.session.expire_all()
    assert scene.proposal.positions == (0, 1, 0)


@pytest.mark.parametrize(
    ("speaker", "at_once", "later"),
    [
        (NOT_STATED, NOT_STATED, NOT_STATED),
        (NAMED, GROUP, NAMED),
        (replace(GROUP, region="europe"), replace(GROUP, region=""), replace(GROUP, region="europe")),
        (
            Speaker(Attribution.ORGANISATION, "academia", "africa", "A university"),
            Speaker(Attribution.GROUP, region="africa"),
            Speaker(Attribution.ORGANISATION, "academia", "africa", "A university"),
        ),
    ],
)
def test_what_is_shown_less_is_gone_at_once_and_what_is_shown_more_comes_at_the_hour(
    engine: Engine, scene: Scene, speaker: Speaker, at_once: Speaker, later: Speaker
) -> None:
    scene.lets(lambda scene: scene.edits(scene.own, speaker=speaker))
    assert (speaker_of(scene.own), speaker_chosen(scene.own)) == (at_once, later)
    release_due(engine, now=SIX)
    scene.session.expire_all()
    assert (speaker_of(scene.own), scene.own.speaks_next) == (later, None)


def test_who_is_to_speak_is_erased_with_what_is_withdrawn(engine: Engine, scene: Scene) -> None:
    scene.lets(shows_more)
    scene.lets(withdraws_a_proposal)
    release_due(engine, now=SIX)
    scene.session.expire_all()
    assert (speaker_of(scene.own), scene.own.speaks_next) == (NOT_STATED, None)


def test_its_author_sees_when_what_it_shows_more_appears(client: StrictClient, scene: Scene) -> None:
    scene.lets(shows_more)
    sign_in(client, scene.session, scene.ann)
    scene.session.commit()
    address = f"/proposals/{scene.own.reference}"
    for page in (f"{address}/receipt", "/me/contributions"):
        assert "What it shows more of who speaks appears on 15 January 2027, 18:00" in seen(client.get(page))
    assert 'value="Ann"' in client.get(f"{address}/edit").text
