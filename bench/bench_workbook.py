"""The workbook of a consultation, from the press of the button to the last byte."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import lxml.html
from sqlalchemy import select

from bench import benchmark
from consultation.config import Config
from consultation.database import begin_writing, make_engine, make_sessions
from consultation.discussion.models import Stance
from consultation.people.models import Attribution, Participant
from consultation.people.speaker import Speaker
from consultation.running.preparing import prepare_database
from indicators.codes import Code
from indicators.fields import INDICATOR, Shape
from indicators.loading import load_framework
from tests.chance import IN_ORDER
from tests.client import StrictClient
from tests.factories import a_comment, a_participant, a_proposal, an_officer, sign_in
from wsgi import create_app

WORDS = {
    "en": "the share of people on the move who can reach a service without being reported to any authority",
    "ar": "نسبة المهاجرين الذين لديهم إمكانية الوصول إلى الخدمات دون خوف من الإبلاغ عنهم",
    "zh": "能够 获得 基本 服务 而 不必 担心 被 举报 的 移民 所占 比例",
    "ru": "доля мигрантов которые могут получить услуги не опасаясь что о них сообщат властям",
}


def a_thousand_proposals(folder: Path) -> None:
    """1,000 proposals with every descriptor filled in, and 3,000 comments on them."""
    fill(folder, proposals=1_000, comments=3_000)


def ten_proposals(folder: Path) -> None:
    """As few as need as many statements."""
    fill(folder, proposals=10, comments=30)


def fill(folder: Path, *, proposals: int, comments: int) -> None:
    """Make a database in the folder; the same numbers make the same texts."""
    engine = make_engine(f"sqlite:///{folder / 'steppingstone.db'}")
    prepare_database(engine)
    chance = random.Random(proposals)
    with make_sessions(engine, IN_ORDER)() as session:
        begin_writing(session)
        people = [a_participant(session) for _ in range(50)]
        an_officer(session)
        made = [
            a_proposal(session, author=chance.choice(people), speaker=somebody(chance), **content(chance))
            for _ in range(proposals)
        ]
        for number in range(comments):
            a_comment(
                session,
                made[number % proposals],
                author=people[number // proposals % len(people)],
                speaker=somebody(chance),
                stance=chance.choice(list(Stance)),
                text=text(chance, "en", 60),
            )
        session.commit()


def content(chance: random.Random) -> dict[str, object]:
    """Return answers to every descriptor, in one of four languages, and some codes."""
    language = chance.choice(list(WORDS))
    lengths = {Shape.LINE: 12, Shape.TEXT: 80}
    answers: dict[str, object] = {
        column.name: text(chance, language, lengths[column.shape])
        if column.shape in lengths
        else column.choices[0].code
        for column in INDICATOR.columns
    }
    objectives = chance.sample(range(1, 24), k=chance.choice((1, 1, 2, 4)))
    codes = [Code("objective", str(number)) for number in objectives]
    return answers | {"language": language, "codes": [*codes, Code("principle", "f"), Code("paragraph", "70")]}


def text(chance: random.Random, language: str, words: int) -> str:
    return " ".join(chance.choices(WORDS[language].split(), k=words))


def somebody(chance: random.Random) -> Speaker:
    framework = load_framework()
    group, region = chance.choice(framework.groups).code, chance.choice(framework.regions).code
    return chance.choice(
        (
            Speaker(Attribution.NOTHING),
            Speaker(Attribution.GROUP, group, region),
            Speaker(Attribution.ORGANISATION, group, region, "An organisation"),
            Speaker(Attribution.NAMED, group, region, "", "A person"),
        )
    )


@benchmark("workbook of 10 proposals and 30 comments", prepare=ten_proposals)
def small(folder: Path) -> Callable[[], object]:
    """What it costs to say little."""
    return download(folder)


@benchmark(
    "workbook of 1,000 proposals and 3,000 comments",
    prepare=a_thousand_proposals,
    most_seconds=0.7,
    most_megabytes=250,
    statements_as="workbook of 10 proposals and 30 comments",
)
def large(folder: Path) -> Callable[[], object]:
    """The whole request: the right is asked, everything read, checked, written and recorded."""
    return download(folder)


def download(folder: Path) -> Callable[[], object]:
    """Sign an officer in and return the press of the button."""
    app = create_app(Config.from_environment({"INSTANCE_DIR": str(folder)}))
    client = StrictClient(app)
    with app.extensions["sessions"]() as session:
        officers = select(Participant).where(Participant.is_officer).order_by(Participant.id)
        officer = session.scalars(officers.limit(1)).one()
        sign_in(client, session, officer, now=app.extensions["config"].clock())
        session.commit()
    address = "/consultations/indicators/workbook"
    token = lxml.html.document_fromstring(client.get(address).text).xpath("string(//input[@name='csrf_token']/@value)")
    return lambda: client.post(address, data={"csrf_token": token, "audience": "secretariat"}).get_data()
