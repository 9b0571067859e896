"""Searching and filtering: the same on both databases, and never more than what is public."""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from consultation.counters.operations import set_value
from consultation.discussion.models import Stance
from consultation.people.models import Attribution, Status
from consultation.people.speaker import Speaker
from consultation.proposals.content import Provenance
from consultation.proposals.listing import MOST_COUNTED, count_proposals, proposals_with_counts
from consultation.proposals.models import Proposal
from consultation.proposals.operations.importing import bring_in
from consultation.proposals.operations.lifecycle import edit_proposal, hide_proposal, show_again, withdraw_proposal
from consultation.proposals.operations.publishing import INDEX, rebuild_index
from consultation.proposals.queries import visible_proposals
from consultation.proposals.search.filters import Filters, known_values
from consultation.proposals.search.full_text import FEW, Entry, SearchQuery, add_entries, found_numbers, unindex
from consultation.web.identity import new_token
from indicators.codes import Code
from indicators.framework import Framework
from indicators.loading import load_framework
from tests.clock import START
from tests.factories import (
    NOT_STATED,
    a_comment,
    a_participant,
    a_proposal,
    an_officer,
    bring_in_open,
    indicators,
    missing_migrants,
    what,
)
from tests.reference import NAMES_IN_SIX_LANGUAGES

NAMES = {
    "ar": "نسبة الأطفال المهاجرين الملتحقين بالمدارس، بحسب الجنس والعمر",
    "zh": "移徙工人的职业资格在到达后一年内获得承认的比例",
    "en": "Proportion of migrants’ children who attend school, by sex and age",
    "fr": "Nombre de personnes placées en rétention pour motif migratoire",
    "ru": "Средняя стоимость денежного перевода для трудящихся-мигрантов, включая ещё не учтённых",
    "es": "Número de niñas y niños migrantes no acompañados",
}


def found(session: Session, q: str = "", **asked: str) -> list[str]:
    page = proposals_with_counts(
        session, indicators(session), Filters(q=q, **asked), status=Status.PUBLISHED, cursor=None
    )
    return [row.title for row in page.items]


@pytest.fixture
def six(session: Session) -> dict[str, str]:
    for language, title in NAMES.items():
        a_proposal(session, title=title, language=language)
    return NAMES


@pytest.mark.parametrize(
    ("q", "languages"),
    [
        ("migrant child", "en"),
        ("MIGRANTS", "es en"),
        ("ninas", "es"),
        ("détention", ""),
        ("rétention migratoire", "fr"),
        ("retention", "fr"),
        ("мигрант", "ru"),
        ("мигрантами", "ru"),
        ("еще", "ru"),
        ("учтенных", "ru"),
        ("مهاجرين", "ar"),
        ("المهاجرين", "ar"),
        ("والعمر", "ar"),
        ("الأَطْفَال", "ar"),
        ("اطفال", "ar"),
        ("移徙工人", "zh"),
        ("职业资格", "zh"),
        ("格", "zh"),
        ("移徙 承认", "zh"),
        ("工移", ""),
        ('"by sex"', "en"),
        ('"sex by"', ""),
    ],
)
def test_words_are_found_in_every_language(session: Session, six: dict[str, str], q: str, languages: str) -> None:
    assert found(session, q) == [six[language] for language in reversed(six) if language in languages.split()]


@pytest.mark.reference
def test_the_real_names_in_six_languages_are_found_by_their_words(session: Session) -> None:
    indicator = json.loads(NAMES_IN_SIX_LANGUAGES.read_text(encoding="utf-8"))["indicators"]
    for names in indicator.values():
        for language, name in names.items():
            a_proposal(session, title=name, language=language)
    for names in list(indicator.values())[::7]:
        for name in names.values():
            middle = " ".join(name.split()[1:6]) or name[4:12]
            assert name in found(session, middle), middle


@pytest.mark.parametrize(
    "q",
    [
        "",
        "   ",
        "?!…",
        '"',
        '""',
        "' OR 1=1 --",
        "a* NEAR(b, 3)",
        "title : x",
        "{facets} : objective_8",
        "facets:consultation_1",
        "objective_8",
        "a & b | !c <-> d:*",
        "\\",
        "a AND NOT b",
        "^q",
        "-a +b",
        "x" * 500,
        "字" * 500,
        "\U0001f600 \u200f \u0301",
        " ".join(f"word{number}" for number in range(1_000)),
    ],
)
def test_nothing_typed_breaks_the_search_or_reaches_beyond_words(session: Session, q: str) -> None:
    a_proposal(session, title="Plain words")
    everything = not any(character.isalnum() for character in q)
    assert found(session, q) == (["Plain words"] if everything else [])


def test_every_text_of_a_proposal_is_searched(session: Session) -> None:
    a_proposal(session, title="first", definition="canary one")
    a_proposal(session, title="second", rationale="canary two")
    a_proposal(session, title="third canary")
    a_proposal(session, title="fourth", method="canary", references="canary")
    assert found(session, "canary") == ["fourth", "third canary", "second", "first"]


def test_a_phrase_does_not_run_from_one_text_into_the_next(session: Session) -> None:
    a_proposal(session, title="ends here", definition="begins there")
    assert found(session, '"ends here"') == ["ends here"]
    assert found(session, '"here begins"') == []


def test_only_the_text_that_is_public_now_is_found(session: Session) -> None:
    author = a_participant(session)
    proposal = a_proposal(session, author=author, title="Old canary")
    said = what(indicators(session), title="New finch")
    edit_proposal(session, proposal, author=author, speaker=NOT_STATED, content=said, version=1, now=START)
    assert (found(session, "canary"), found(session, "finch")) == ([], ["New finch"])
    hide_proposal(session, proposal, officer=an_officer(session), reason="So", now=START)
    assert found(session, "finch") == []
    show_again(session, proposal, officer=an_officer(session), now=START)
    assert found(session, "finch") == ["New finch"]
    withdraw_proposal(session, proposal, now=START)
    assert found(session, "finch") == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HELD, Status.REFUSED, Status.HIDDEN, Status.WITHDRAWN])
def test_what_is_not_public_is_neither_found_nor_listed_nor_counted(session: Session, status: Status) -> None:
    a_proposal(session, status=status, title="Canary")
    for filters in (Filters(), Filters(q="canary"), Filters(objective="8"), Filters(sort="discussed")):
        page = proposals_with_counts(session, indicators(session), filters, status=Status.PUBLISHED, cursor=None)
        assert not page.items
        assert count_proposals(session, indicators(session), filters, status=Status.PUBLISHED) == 0


def test_a_search_stays_within_its_consultation(session: Session) -> None:
    a_proposal(session, title="Canary here")
    a_proposal(session, missing_migrants(session), title="Canary there")
    assert found(session, "canary") == ["Canary here"]


def test_an_objective_is_found_where_it_is_primary_also_or_one_of_all(session: Session) -> None:
    a_proposal(session, title="primary", codes=(Code("objective", "8"), Code("objective", "9")))
    a_proposal(session, title="also", codes=(Code("objective", "9"), Code("objective", "8")))
    a_proposal(session, title="all", codes=(Code("objective", "all"),))
    a_proposal(session, title="other", codes=(Code("objective", "18"),))
    assert found(session, objective="8") == ["all", "also", "primary"]
    bring_in_open(session, "8", "9", title="not_stated")
    for named in ("primary", "not_stated", "also", "all"):
        assert found(session, objective="8", named=named) == [named]
    assert found(session, objective="all") == ["all"]


def test_what_is_not_stated_can_be_asked_for(session: Session) -> None:
    a_proposal(session, title="silent")
    a_proposal(session, title="stated", speaker=Speaker(Attribution.GROUP, "academia", "africa"))
    assert found(session, group="not_stated", region="not_stated") == ["silent"]
    assert found(session, group="academia", region="africa") == ["stated"]


def test_the_search_index_and_the_tables_answer_every_filter_alike(session: Session) -> None:
    """A list asks the index, a workbook asks the tables: one choice of filters must mean one thing."""
    framework = load_framework()
    chance = random.Random(76)
    for number in range(60):
        _random_proposal(session, framework, chance, number)
    asked = 0
    for _attempt in range(150):
        filters = _random_filters(framework, chance)
        selected = visible_proposals(indicators(session).id, filters, statuses=[Status.PUBLISHED])
        by_tables = {session.get_one(Proposal, number).reference for number in session.scalars(selected)}
        page = proposals_with_counts(session, indicators(session), filters, status=Status.PUBLISHED, cursor=None)
        by_index = {row.reference for row in page.items}
        count = count_proposals(session, indicators(session), filters, status=Status.PUBLISHED)
        assert count == len(by_tables), filters
        assert by_index <= by_tables, filters
        assert len(by_index) == min(count, 25), filters
        asked += bool(by_tables)
    assert asked > 50, "most filters found nothing: they tell nothing"


def _random_proposal(session: Session, framework: Framework, chance: random.Random, number: int) -> None:
    objectives = chance.sample(range(1, 6), chance.randint(1, 3))
    codes = tuple(Code("objective", str(code)) for code in objectives) if chance.random() < 0.8 else (ALL,)
    said = {
        "title": chance.choice(["Deaths at borders", "Cost of recruitment", "Border deaths"]) + f" {number}",
        "language": chance.choice(["en", "fr", "und"]),
        "action": chance.choice(["add", "revise"]),
        "codes": codes,
    }
    if chance.random() < 0.3:
        content = what(indicators(session), **said)
        source = Provenance(external_id=str(number))
        bring_in(session, indicators(session), content=content, provenance=source, token=new_token(), now=START)
        return
    speaker = Speaker(Attribution.GROUP, chance.choice(["", "academia", "media"]), chance.choice(["", "africa"]))
    a_proposal(session, speaker=speaker, status=chance.choice([Status.PUBLISHED] * 5 + [Status.HIDDEN]), **said)


ALL = Code("objective", "all")


def _random_filters(framework: Framework, chance: random.Random) -> Filters:
    values = known_values(framework) | {
        "objective": ("1", "2", "3", "all"),
        "group": ("academia", "not_stated"),
        "region": ("africa", "not_stated"),
        "language": ("en", "fr", "und"),
        "action": ("add", "revise"),
        "q": ("death", "border cost", "recruitment", '"border deaths"'),
    }
    names = chance.sample(["q", "objective", "named", "group", "region", "language", "action", "origin"], 2)
    return Filters.from_args({name: chance.choice(values[name]) for name in names}, framework)


def test_the_most_discussed_come_first_page_by_page_and_none_twice(session: Session) -> None:
    made = [a_proposal(session, title=f"Number {number}") for number in range(60)]
    for number in (7, 7, 7, 30, 30, 31):
        a_comment(session, made[number])
    for filters in (Filters(sort="discussed"), Filters(sort="discussed", objective="8", q="number")):
        seen, cursor = [], None
        while True:
            page = proposals_with_counts(session, indicators(session), filters, status=Status.PUBLISHED, cursor=cursor)
            seen += [row.id for row in page.items]
            cursor = page.older
            if cursor is None:
                break
        assert seen[:4] == [made[number].id for number in (7, 30, 31, 59)]
        assert sorted(seen) == [proposal.id for proposal in made]


def test_counting_ends_at_a_thousand_and_one(session: Session) -> None:
    proposal = a_proposal(session)
    assert count_proposals(session, proposal.consultation, Filters(), status=Status.PUBLISHED) == 1
    assert MOST_COUNTED == 1_000


# ---- what is shown is found ----


def test_everything_that_is_shown_of_a_proposal_is_found(session: Session) -> None:
    shown = Speaker(Attribution.NAMED, "trade_unions", "africa", "Federación Sindical", "Amal Haddad")
    mine = a_proposal(
        session, title="One", speaker=shown, related_sdg="Indicator 10.7.1", data_source="Labour force survey",
        limitations="May expose seasonal workers",
    )  # fmt: skip
    said = what(indicators(session), title="Two")
    origin = Provenance("7", source="Global Migration Data Portal", proposer="UNSD", source_note="Tier II in 2019")
    bring_in(session, indicators(session), content=said, provenance=origin, token=new_token(), now=START)
    a_proposal(session, title="Three", related_sdg="10.7.2")
    for words in (mine.reference, "10.7.1", "labour survey", "seasonal", "sindical", "Haddad", "federacion amal"):
        assert found(session, str(words)) == ["One"], words
    for words in ("migration portal", "UNSD", "tier"):
        assert found(session, words) == ["Two"], words


def test_what_its_author_hides_or_takes_back_is_found_no_more(session: Session) -> None:
    author = a_participant(session)
    shown = Speaker(Attribution.NAMED, "trade_unions", "africa", "Dockers", "Amal Haddad")
    proposal = a_proposal(session, title="One", author=author, speaker=shown)
    hidden = Speaker(Attribution.NOTHING, "trade_unions", "africa", "Dockers", "Amal Haddad")
    content = what(indicators(session), title="One")
    edit_proposal(
        session, proposal, author=author, speaker=hidden, content=content, version=proposal.version, now=START
    )
    assert found(session, "Haddad") == found(session, "dockers") == []
    assert found(session, organisation="Dockers") == []
    assert found(session, "one") == ["One"]


def test_the_best_fit_comes_first_whatever_is_newer(session: Session) -> None:
    a_proposal(session, title="Remittance costs", rationale="Costs of remittances")
    a_proposal(session, title="Other things", rationale="They speak of remittance once, among many words of no use")
    a_proposal(session, title="Nothing of it", rationale="At all")
    assert found(session, "remittance") == ["Other things", "Remittance costs"]
    assert found(session, "remittance", sort="fit") == ["Remittance costs", "Other things"]
    assert found(session, sort="fit") == ["Nothing of it", "Other things", "Remittance costs"]  # without words: newest


def test_the_best_fit_goes_on_page_by_page_and_leaves_nothing_out(session: Session) -> None:
    for number in range(30):
        a_proposal(session, title=f"Remittance {number}")
    asked = Filters(q="remittance", sort="fit")
    everything: list[str] = []
    cursor = None
    for _ in range(2):
        page = proposals_with_counts(session, indicators(session), asked, status=Status.PUBLISHED, cursor=cursor)
        everything += [row.title for row in page.items]
        cursor = page.older
    assert cursor is None
    assert sorted(everything) == sorted(f"Remittance {number}" for number in range(30))


def test_a_list_begins_with_what_is_most_supported_or_most_contested(session: Session) -> None:
    liked, split, quiet, disliked = (
        a_proposal(session, title=name) for name in ("liked", "split", "quiet", "disliked")
    )
    for proposal, supports, concerns in ((liked, 4, 1), (split, 3, 3), (disliked, 0, 4)):
        for stance in [Stance.SUPPORT] * supports + [Stance.STRONG_CONCERN] * concerns:
            a_comment(session, proposal, stance=stance)
    assert found(session, sort="supported") == ["liked", "split", "disliked", "quiet"]
    assert found(session, sort="contested")[:2] == ["split", "liked"]
    assert found(session, positions="none") == ["quiet"]
    assert found(session, "quiet", positions="none", sort="fit") == ["quiet"]
    assert found(session, "liked", positions="none") == []
    asked = Filters(positions="none")
    assert count_proposals(session, indicators(session), asked, status=Status.PUBLISHED) == 1
    assert session.scalars(visible_proposals(quiet.consultation_id, asked, statuses=[Status.PUBLISHED])).all() == [
        quiet.id
    ]


def test_an_organisation_is_found_by_the_words_of_its_name(session: Session) -> None:
    a_proposal(session, title="One", speaker=Speaker(Attribution.ORGANISATION, "", "", "Red Cross of Somewhere"))
    a_proposal(session, title="Two", rationale="The red line must not cross", speaker=NOT_STATED)
    assert found(session, organisation="red cross") == ["One"]
    asked = Filters(organisation="Red Cross")
    ids = session.scalars(visible_proposals(indicators(session).id, asked, statuses=[Status.PUBLISHED])).all()
    assert len(ids) == count_proposals(session, indicators(session), asked, status=Status.PUBLISHED) == 1


def test_an_index_of_before_is_made_anew_once(session: Session) -> None:
    proposal = a_proposal(session, title="One", data_source="Labour force survey")
    set_value(session, INDEX, 1)
    unindex(session, proposal)
    assert found(session, "labour") == []
    assert rebuild_index(session) == 1
    assert found(session, "labour") == ["One"]
    assert rebuild_index(session) == 0


def test_the_newest_of_few_and_of_many_come_page_by_page(session: Session) -> None:
    """PostgreSQL finds a rare word in another way than a common one."""
    numbers = range(1, FEW + 102)
    words = {number: ["water", "well"] if number % 20 == 0 else ["water"] for number in numbers}
    facet = f"{indicators(session).id}_all_proposals"
    add_entries(session, [Entry(number, words[number], [], [facet], Counter()) for number in numbers])
    for word, having in (("water", list(numbers)), ("well", [number for number in numbers if number % 20 == 0])):
        query = SearchQuery(word, within=indicators(session).id)
        newest = having[::-1]
        assert found_numbers(session, query, before=None, most=10) == newest[:10]
        assert found_numbers(session, query, before=newest[9], most=10) == newest[10:20]
        assert found_numbers(session, query, before=newest[-1], most=10) == []
