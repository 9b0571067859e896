"""The pages of the framework, as a visitor sees them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import lxml.html
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.browse.queries import MANY
from consultation.browse.views import MOST_IN_A_GROUP, MOST_ON_A_PAGE
from consultation.people.models import Status
from consultation.proposals.content import Provenance
from consultation.proposals.models import PublicCount
from consultation.proposals.operations.importing import bring_in
from consultation.web.identity import new_token
from indicators.codes import Code
from indicators.loading import load_framework
from tests.client import StrictClient
from tests.clock import START
from tests.factories import DIASPORA, a_proposal, bring_in_open, indicators, missing_migrants, what
from tests.statements import Statements

Count = Callable[[], AbstractContextManager[Statements]]
FRAMEWORK = load_framework()


def cells_of(page: str, row: str) -> list[str]:
    """The cells of the row with this heading, as one reads them."""
    tree = lxml.html.document_fromstring(page)
    (found,) = [each for each in tree.iter("tr") if each.xpath("string(th[@scope='row'])").strip() == row]
    return [" ".join(cell.text_content().split()) for cell in found.findall("td")]


def columns_of(page: str) -> list[str]:
    table = lxml.html.document_fromstring(page).find(".//table")
    return [heading.text_content().strip() for heading in table.findall("thead/tr/th")]


# ---- the overview ----


def test_the_overview_counts_by_objective_and_group_and_keeps_apart_how_one_is_named(
    session: Session, client: StrictClient
) -> None:
    a_proposal(session, codes=(Code("objective", "8"), Code("objective", "10")), speaker=DIASPORA)
    a_proposal(session, codes=(Code("objective", "10"),), speaker=DIASPORA)
    a_proposal(session, codes=(Code("objective", "all"),))
    bring_in_open(session, "12", "13")
    page = client.get("/framework/").text
    columns = columns_of(page)
    assert cells_of(page, "12 · Screening and referral")[1] == "0?1 primary not stated"
    assert "named=not_stated&amp;origin=brought_in" in page
    group = columns.index("Migrant and diaspora organizations")
    assert columns[:2] == ["All participants", "Brought in"]
    assert cells_of(page, "8 · Save lives")[group] == "1"
    assert cells_of(page, "10 · Eradicate trafficking")[group] == "1+1 also"
    assert cells_of(page, "All 23 objectives")[columns.index("Not stated")] == "1"
    assert set(cells_of(page, "14 · Consular protection")) == {"0"}


def test_equal_numbers_have_one_shade_in_every_table_and_the_key_says_which(
    session: Session, client: StrictClient
) -> None:
    for _ in range(12):
        a_proposal(session, speaker=DIASPORA)
    a_proposal(session, missing_migrants(session), codes=(Code("theme", "families"), Code("objective", "8")))
    page = lxml.html.document_fromstring(client.get("/framework/").text)
    shades: dict[str, set[str]] = {}
    for cell in page.xpath("//table//tbody//td"):
        shades.setdefault(cell.text_content().strip(), set()).add(cell.get("class"))
    assert shades == {"0": {"heat-0"}, "1": {"heat-1"}, "12": {"heat-3"}}
    key = [each.text_content().strip() for each in page.xpath("//ul[@class='shades']/li")]
    assert key == ["0 nothing yet", "1 to 2", "3 to 5", "6 and more"]


def test_every_number_of_the_overview_leads_to_a_list_of_so_many(session: Session, client: StrictClient) -> None:
    a_proposal(session, codes=(Code("objective", "8"), Code("objective", "10")), speaker=DIASPORA)
    a_proposal(session, codes=(Code("objective", "10"),))
    a_proposal(session, codes=(Code("objective", "all"),))
    said = what(indicators(session), codes=(Code("objective", "10"),))
    bring_in(session, indicators(session), content=said, provenance=Provenance("1"), token=new_token(), now=START)
    tree = lxml.html.document_fromstring(client.get("/framework/").text)
    links = tree.xpath("//td//a")
    assert len(links) == 2 + 2 + 2 + 2 + 1
    for link in links:
        number = int(link.text.lstrip("+"))
        listed = lxml.html.document_fromstring(client.get(link.get("href")).text)
        assert len(listed.xpath("//ul[contains(@class, 'rows')]/li")) == number, link.get("href")


def test_a_gap_is_said_in_words_and_leads_to_its_page(session: Session, client: StrictClient) -> None:
    a_proposal(session, codes=(Code("objective", "all"),))
    page = lxml.html.document_fromstring(client.get("/framework/").text)
    (gap,) = page.xpath("//dt[contains(., 'only together with all others')]/following-sibling::dd")
    assert len(gap.findall("a")) == 23
    assert gap.find("a").get("href") == "/framework/objectives/1"


def test_recommendations_are_counted_by_theme(session: Session, client: StrictClient) -> None:
    codes = (Code("theme", "families"), Code("objective", "8"))
    a_proposal(session, missing_migrants(session), codes=codes, speaker=DIASPORA)
    assert "1" in cells_of(client.get("/framework/").text, "3 · Support to affected families")


def test_the_overview_leads_to_every_page_of_the_framework(client: StrictClient) -> None:
    links = set(lxml.html.document_fromstring(client.get("/framework/").text).xpath("//main//a/@href"))
    pages = {f"/framework/objectives/{one.code}" for one in FRAMEWORK.objectives}
    pages |= {f"/framework/principles/{one.code}" for one in FRAMEWORK.principles}
    pages |= {f"/framework/paragraphs/{one.code}" for one in FRAMEWORK.paragraphs}
    pages |= {f"/framework/themes/{one.code}" for one in FRAMEWORK.themes}
    assert pages <= links
    assert len(pages) == 23 + 10 + 77 + 6


# ---- one page each ----


@pytest.mark.parametrize("scheme", ["objectives", "principles", "paragraphs", "themes"])
def test_every_entry_has_a_page_under_its_name(client: StrictClient, scheme: str) -> None:
    for entry in getattr(FRAMEWORK, scheme):
        page = client.get(f"/framework/{scheme}/{entry.code}")
        assert page.status_code == 200
        heading = lxml.html.document_fromstring(page.text).find(".//h1").text_content()
        assert heading.strip() == entry.label("en").text


@pytest.mark.parametrize(
    "address", ["objectives/24", "objectives/0", "objectives/08", "principles/k", "paragraphs/78", "themes/other"]
)
def test_what_the_framework_does_not_have_is_not_found(client: StrictClient, address: str) -> None:
    assert client.get(f"/framework/{address}").status_code == 404


def test_an_objective_lists_what_names_it_in_three_groups(session: Session, client: StrictClient) -> None:
    for codes, title in ((("8",), "Primary"), (("10", "8"), "Also"), (("all",), "All")):
        a_proposal(session, title=title, codes=tuple(Code("objective", code) for code in codes))
    page = lxml.html.document_fromstring(client.get("/framework/objectives/8").text)
    headings = [" ".join(heading.text_content().split()) for heading in page.iter("h2", "h3")]
    assert headings[:6] == [
        "A limited set of indicators: as the primary objective (1)",
        "Primary",
        "A limited set of indicators: besides another one (1)",
        "Also",
        "A limited set of indicators: together with all others (1)",
        "All",
    ]


def test_an_objective_with_many_proposals_shows_the_newest_and_leads_to_the_rest(
    session: Session, client: StrictClient
) -> None:
    for _ in range(MOST_IN_A_GROUP + 2):
        a_proposal(session)
    page = lxml.html.document_fromstring(client.get("/framework/objectives/8").text)
    (rows,) = page.xpath("//ul[@class='rows']")
    assert len(rows) == MOST_IN_A_GROUP
    (link,) = page.xpath("//a[starts-with(., 'See all')]")
    assert link.get("href") == "/consultations/indicators?objective=8&named=primary"


def test_a_paragraph_lists_what_names_it_page_by_page(session: Session, client: StrictClient) -> None:
    made = [a_proposal(session, codes=(Code("paragraph", "70"),)) for _ in range(MOST_ON_A_PAGE + 1)]
    first = lxml.html.document_fromstring(client.get("/framework/paragraphs/70").text)
    (older,) = first.xpath("//a[@rel='next']/@href")
    last = client.get(older).text
    assert made[0].reference not in lxml.html.tostring(first).decode()
    assert f">{made[0].reference}<" in last
    assert 'rel="prev" href="/framework/paragraphs/70"' in last


def test_what_many_name_is_listed_as_what_few_name_is(session: Session, client: StrictClient) -> None:
    named, other = (a_proposal(session, codes=(Code("paragraph", number),)) for number in ("70", "71"))
    as_few = client.get("/framework/paragraphs/70").text
    counted = session.scalars(select(PublicCount).where(PublicCount.code == "70")).one()
    counted.number = MANY + 1
    session.commit()
    as_many = client.get("/framework/paragraphs/70").text
    assert named.reference in as_many
    assert other.reference not in as_many
    assert as_many.partition("<main")[2] == as_few.partition("<main")[2]


def test_a_title_is_shown_with_its_own_language_and_direction(session: Session, client: StrictClient) -> None:
    a_proposal(session, title="نسبة المهاجرين", language="ar")
    assert '<bdi lang="ar" dir="rtl">نسبة المهاجرين</bdi>' in client.get("/framework/objectives/8").text


def test_names_in_other_languages_stand_beside_with_their_language(client: StrictClient) -> None:
    page = lxml.html.document_fromstring(client.get("/framework/principles/a").text)
    assert page.xpath("//dd[@lang='zh']")[0].text == "以人为中心"


@pytest.mark.parametrize("status", [Status.DRAFT, Status.HELD, Status.REFUSED, Status.HIDDEN, Status.WITHDRAWN])
def test_what_is_not_published_is_on_no_page(session: Session, client: StrictClient, status: Status) -> None:
    codes = (Code("objective", "8"), Code("principle", "a"), Code("paragraph", "70"))
    proposal = a_proposal(session, title="Canary", status=status, codes=codes, speaker=DIASPORA)
    for address in ("", "objectives/8", "principles/a", "paragraphs/70"):
        page = client.get(f"/framework/{address}").text
        assert "Canary" not in page
        assert not (proposal.reference and proposal.reference in page)
    assert set(cells_of(client.get("/framework/").text, "8 · Save lives")) == {"0"}


def test_pages_take_as_many_statements_for_many_proposals_as_for_one(
    session: Session, client: StrictClient, statements: Count
) -> None:
    codes = (Code("objective", "8"), Code("paragraph", "70"))
    for address in ("", "objectives/8", "paragraphs/70"):
        heard = []
        for more in (1, 4, 20):
            for _ in range(more):
                a_proposal(session, codes=codes, speaker=DIASPORA)
            session.commit()
            with statements() as asked:
                client.get(f"/framework/{address}")
            heard.append(len(asked))
        assert heard == [heard[0]] * 3, address
        assert heard[0] <= 6


def test_a_theme_leads_to_its_neighbours_by_their_numbers_and_names(client: StrictClient) -> None:
    page = lxml.html.document_fromstring(client.get("/framework/themes/families").text)
    (before,) = page.xpath("//aside//li[contains(., 'Before:')]/a")
    assert before.text_content() == "2 · Search and identification"
