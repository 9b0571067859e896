"""A backup that was restored as it was publishes nothing until an officer has accepted it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.backups.models import Restoration
from consultation.people.models import Participant
from tests.client import StrictClient
from tests.clock import START
from tests.consultation.backups.conftest import Place
from tests.databases import ON_BOTH, SQLITE
from tests.factories import a_comment, a_participant, a_proposal, an_officer, sign_in
from tests.safety.kept import FILES, keep_files

DATABASES = SQLITE
TITLE = "A share that everybody can read"
BUTTON = "Publish what the site holds"
NOT_YET = "Nothing is shown here for now"


@pytest.fixture
def restored(here: Place, another: Callable[..., Place], session: Session, tmp_path: Path) -> Place:
    """A site that was restored as it was."""
    an_officer(session)
    proposal = a_proposal(session, author=a_participant(session, email="author@example.org"), title=TITLE)
    a_comment(session, proposal)
    session.refresh(proposal, ["consultation"])
    keep_files(session, proposal.consultation)
    session.commit()
    here.done("backup", tmp_path / "backup.zip")
    place = another()
    said = place.done("restore", tmp_path / "backup.zip", "--as-it-was")
    assert f"since {START:%Y-%m-%d %H:%M:%S} UTC may be back, in 2 contributions" in said
    return place


def browser(place: Place, *, officer: bool | None) -> StrictClient:
    client = place.app.test_client()
    assert isinstance(client, StrictClient)
    if officer is not None:
        with Session(place.engine) as session:
            who = session.scalars(select(Participant).where(Participant.is_officer.is_(officer))).first()
            assert who is not None
            sign_in(client, session, who)
            session.commit()
    client._faults_are_meant = True
    return client


@pytest.mark.parametrize("who", [None, False], ids=["a visitor", "the author"])
def test_nobody_but_officers_is_shown_anything(restored: Place, who: bool | None) -> None:
    client = browser(restored, officer=who)
    for address in (
        *("/", "/consultations/indicators", "/consultations/indicators?q=share", "/proposals/IND-0001"),
        *("/framework/", f"/files/{FILES['public']}", "/consultations/indicators/workbook"),
    ):
        answer = client.get(address)
        assert (answer.status_code, NOT_YET in answer.text, TITLE in answer.text) == (503, True, False), address
    for address in ("/about", "/protection", "/sign-in", "/health"):
        assert client.get(address).status_code == 200, address


def test_what_somebody_sends_meanwhile_is_given_back_to_them(restored: Place) -> None:
    client = browser(restored, officer=None)
    token = client.get("/sign-in").text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
    sent = {"csrf_token": token, "title": "A title that somebody typed", "rationale": "Because."}
    answer = client.post("/consultations/indicators/propose", data=sent)
    assert answer.status_code == 503
    assert "A title that somebody typed" in answer.text


def test_no_file_is_handed_out_not_even_to_officers_and_by_commands(restored: Place, tmp_path: Path) -> None:
    client = browser(restored, officer=True)
    assert client.get("/proposals/IND-0001").status_code == 200
    for address in (f"/files/{FILES['public']}", "/consultations/indicators/lists/proposals"):
        answer = client.get(address)
        assert (answer.status_code, NOT_YET in answer.text) == (503, True), address
    answer = client.submit("/consultations/indicators/workbook", {"audience": "secretariat"})
    assert answer.status_code == 503
    for words in (("--audience", "public"), ("--editable",)):
        said = restored.refused("export", "indicators", *words, "--output", tmp_path / "out.xlsx")
        assert "until the secretariat has looked" in said
    assert not (tmp_path / "out.xlsx").exists()


@ON_BOTH
def test_an_officer_accepts_it_once_and_everything_is_shown_again(restored: Place) -> None:
    client, visitor = browser(restored, officer=True), browser(restored, officer=None)
    assert "What may have come back" in client.get("/secretariat/").text
    page = client.get("/secretariat/restored").text
    assert "2 contributions in it are public" in page
    assert "No log said anything newer than the backup" in page
    assert client.submit("/secretariat/restored", {}, button=BUTTON).status_code == 422
    assert visitor.get("/").status_code == 503
    assert client.submit("/secretariat/restored", {"is_known": "y"}, button=BUTTON).status_code == 302
    assert TITLE in visitor.get("/proposals/IND-0001").text
    assert restored.workbook("indicators")
    assert "Nothing waits to be accepted" in client.get("/secretariat/restored").text
    assert "What may have come back" not in client.get("/secretariat/").text
    with Session(restored.engine) as session:
        [kept] = session.scalars(select(Restoration))
        assert (kept.accepted_at, kept.contributions, kept.unread_lines) == (START, 2, 0)
        assert kept.accepted_by_id is not None


def test_a_copy_of_a_site_that_waits_waits_too(restored: Place, another: Callable[..., Place]) -> None:
    copy = another()
    restored.done("copy-to", copy.address)
    assert browser(copy, officer=None).get("/").status_code == 503
