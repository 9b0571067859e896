"""What was withdrawn is gone: not hidden, not marked, but in no byte of what is stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from consultation.discussion.models import Stance
from consultation.people.models import Participant
from consultation.people.operations import confirm
from consultation.proposals.operations import lifecycle as proposing
from consultation.running.mail_sender import tidy
from tests.client import StrictClient
from tests.clock import START
from tests.factories import sign_in
from tests.safety.canaries import under
from tests.safety.storage import everything_stored
from tests.safety.world import World, a_world

WITHDRAWN = ("gone", "edit_public", "edit_refused", "edit_replaced", "edit_waiting", "comment_gone", "draft")


@pytest.fixture
def world(session: Session) -> World:
    """Beside what is public: a proposal with every kind of revision, a comment and a draft, about to be withdrawn."""
    made = a_world(session, "missing-migrants")
    officer = made.decided()
    gone = made.propose("gone")
    made.publish(gone)
    confirm(session, gone, **officer)
    made.edit(gone, "edit_public")
    made.publish_edit(gone)
    made.edit(gone, "edit_refused")
    proposing.refuse_revision(session, gone, version=gone.version, reason=made.reason("edit_refused"), **officer)
    made.edit(gone, "edit_replaced")
    made.edit(gone, "edit_waiting")
    confirm(session, made.comment("comment_gone", "discussed", is_held=False, stance=Stance.SUPPORT), **officer)
    made.draft("draft")
    return made


def left_of(world: World, engine: Engine) -> set[str]:
    """The places whose words are still stored."""
    return under(world.canaries.seen_in(everything_stored(engine)), WITHDRAWN)


def withdraw_everything(world: World, client: StrictClient) -> None:
    """Press the buttons as the author does."""
    sign_in(client, world.session, world.people["author"])
    client.submit(f"/proposals/{world.proposals['gone'].reference}/withdraw", button="Withdraw it")
    client.submit(f"/comments/{world.comments['comment_gone'].reference}/withdraw", button="Withdraw it")
    client.submit(f"/drafts/{world.proposals['draft'].token}/discard", button="Discard the draft")


def test_nothing_of_a_withdrawn_text_is_stored_any_more(world: World, client: StrictClient, engine: Engine) -> None:
    world.session.commit()
    assert left_of(world, engine) == under(world.canaries.places.values(), WITHDRAWN)
    withdraw_everything(world, client)
    assert left_of(world, engine) == set()


def test_what_others_wrote_stays(world: World, client: StrictClient, engine: Engine) -> None:
    withdraw_everything(world, client)
    others = under(world.canaries.places.values(), ("edited", "others", "comment_reply"))
    assert others <= world.canaries.seen_in(everything_stored(engine))


def test_what_its_author_hides_is_never_stored(world: World, engine: Engine) -> None:
    world.session.commit()
    hidden = {"published_secret.name", "published_secret.organisation", "comment_published_secret.name"}
    assert not hidden & world.canaries.seen_in(everything_stored(engine))


OF_ITS_AUTHOR = {"gone.name", "gone.organisation", "comment_gone.name", "comment_gone.organisation"}


def test_nothing_of_a_name_that_its_author_took_off_is_stored_any_more(
    world: World, client: StrictClient, engine: Engine
) -> None:
    world.session.commit()
    assert world.canaries.seen_in(everything_stored(engine)) >= OF_ITS_AUTHOR
    sign_in(client, world.session, world.people["author"])
    for address in (
        f"/proposals/{world.proposals['gone'].reference}",
        f"/comments/{world.comments['comment_gone'].reference}",
    ):
        client.submit(f"{address}/show-less", {"attribution": "nothing"})
    assert OF_ITS_AUTHOR & world.canaries.seen_in(everything_stored(engine)) == set()


def test_nothing_of_a_name_that_was_to_appear_at_the_hour_is_stored_once_its_author_thinks_better(
    world: World, client: StrictClient, engine: Engine
) -> None:
    gone = world.proposals["gone"]
    sign_in(client, world.session, world.people["author"])
    client.submit(f"/proposals/{gone.reference}/show-less", {"attribution": "group"})
    gone.speaks_next = {"attribution": "named", "name": "Canary who waits"}
    gone.speaks_next_at = START + timedelta(days=1)
    world.session.commit()
    assert "Canary who waits" in everything_stored(engine)
    client.submit(f"/proposals/{gone.reference}/show-less", {"attribution": "group"})
    assert "Canary who waits" not in everything_stored(engine)


def test_a_reader_who_was_at_it_keeps_a_withdrawn_text_no_longer_than_until_the_next_tidying(
    world: World, client: StrictClient, engine: Engine
) -> None:
    world.session.commit()
    with engine.connect() as reader:
        assert reader.scalar(select(Participant.id).limit(1))
        withdraw_everything(world, client)
    tidy(client.application.extensions["engine"], now=START)
    assert left_of(world, engine) == set()
