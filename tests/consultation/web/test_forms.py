"""Forms: nothing typed is lost, nothing is cut, and whatever is sent is met with a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from consultation.web.fields import Line
from consultation.web.forms import QueryForm
from consultation.web.texts.sentences import list_in_words
from indicators.text import apart
from tests.consultation.web.specimen import OBJECTIVES, SMALL_APP, ProposalForm, rendered

TWICE = "The clocks in Europe/Zurich show this time twice: they go back then."


@pytest.fixture
def app() -> Flask:
    """The small app."""
    return SMALL_APP


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    """A visitor asks for a page."""
    with app.test_request_context():
        yield


def sent(pairs: list[tuple[str, str]] | None = None, /, **values: str) -> ProposalForm:
    """A form as it is when these values were posted over whatever else is needed."""
    enough = {"title": "Deaths", "rationale": "Because.", "objectives": "8", "shown": "group"} | values
    return ProposalForm(formdata=MultiDict([*enough.items(), *(pairs or [])]), meta={"csrf": False})


@pytest.mark.usefixtures("request_context")
class TestText:
    """Lines and paragraphs."""

    def test_space_around_a_line_goes_and_space_in_paragraphs_stays(self) -> None:
        form = sent(title="  Deaths \t", rationale="  One.\n\n  Two. ")
        assert form.validate()
        assert (form.title.data, form.rationale.data) == ("Deaths", "  One.\n\n  Two. ")

    def test_line_ends_become_lf_and_nothing_else_changes(self) -> None:
        form = sent(rationale="e\u0301\r\n\u00a0b\rc\u2028d")
        assert form.validate()
        assert form.rationale.data == "e\u0301\n\u00a0b\nc\u2028d"

    def test_paragraphs_of_space_alone_count_as_nothing(self) -> None:
        form = sent(rationale=" \r\n \u3000")
        assert not form.validate()
        assert form.errors == {"rationale": ["Explain why"]}

    def test_texts_in_which_nothing_can_be_seen_count_as_nothing(self) -> None:
        form = sent(title="\u202e", rationale="\u2060\n\u200b")
        assert not form.validate()
        assert form.errors == {"title": ["Write what is to be measured"], "rationale": ["Explain why"]}

    def test_an_optional_text_that_is_missing_is_an_empty_text(self) -> None:
        form = sent()
        assert form.validate()
        assert (form.email.data, form.version.data) == ("", "")

    def test_a_limit_counts_code_points_and_says_by_how_many_it_is_exceeded(self) -> None:
        assert sent(title="𝕊" * 10).validate()
        form = sent(title="𝕊" * 11)
        assert not form.validate()
        assert form.errors == {"title": ["Shorten this by 1 character: up to 10 are possible."]}
        assert sent(title="é" * 12).errors == {}
        assert "𝕊" * 11 in rendered(form)
        assert "maxlength" not in rendered(form)

    def test_a_line_is_one_line(self) -> None:
        form = sent(title="a\r\nBcc: b")
        assert not form.validate()
        assert form.errors == {"title": ["Write this on one line."]}

    @pytest.mark.parametrize("hostile", ["a\x00b", "a\ud800b", "a\x0bb", "a\uffffb"])
    @pytest.mark.parametrize("name", ["title", "rationale", "objectives", "email", "version"])
    def test_what_cannot_be_kept_is_refused_by_its_number_and_shown_as_a_mark(self, name: str, hostile: str) -> None:
        form = sent([], **{name: hostile})
        assert not form.validate()
        assert f"U+{ord(hostile[1]):04X}" in str(form.errors[name])
        assert "a\ufffdb" in rendered(form)

    def test_a_text_that_begins_with_a_line_end_keeps_it_on_the_page(self) -> None:
        form = sent(title="", rationale="\nLater")
        assert not form.validate()
        assert ">\r\n\nLater</textarea>" in rendered(form)

    def test_markup_is_shown_as_it_was_typed(self) -> None:
        form = sent(title="<b>'\"&", rationale="</textarea><script>")
        assert form.validate()
        assert "&lt;/textarea&gt;&lt;script&gt;" in rendered(form)


@pytest.mark.usefixtures("request_context")
class TestChoices:
    """One, several, yes or no."""

    def test_nothing_is_chosen_where_nothing_was_sent(self) -> None:
        form = sent(readiness="")
        assert form.validate()
        assert (form.readiness.data, form.addressees.data, form.agreed.data) == (None, [], False)

    @pytest.mark.parametrize(
        ("name", "offered"),
        [
            ("readiness", ["I · established", "II · not regular"]),
            ("shown", ["Group only", "Nothing"]),
            ("addressees", ["States", "UN entities", "Cities"]),
        ],
    )
    def test_what_is_not_offered_is_refused_and_not_repeated(self, name: str, offered: list[str]) -> None:
        quoted = [f"“{apart(label)}”" for label in offered]
        form = sent([], **{name: "<made up>"})
        assert not form.validate()
        assert form.errors == {name: [f"Choose from what is offered: {list_in_words(quoted)}."]}
        assert "made up" not in rendered(form)

    def test_where_much_is_offered_it_is_not_repeated_in_a_sentence(self) -> None:
        form = sent([])
        form.addressees.choices = OBJECTIVES
        form.addressees.data = ["<made up>"]
        assert not form.validate()
        assert form.errors["addressees"] == ["Choose from what is offered: what was sent is not among it."]

    def test_several_come_in_the_order_of_the_list_and_each_once(self) -> None:
        form = sent([("addressees", "un"), ("addressees", "states"), ("addressees", "un")])
        assert form.validate()
        assert form.addressees.data == ["states", "un"]

    def test_what_was_chosen_is_shown_as_chosen(self) -> None:
        form = sent([("addressees", "un")], readiness="2", shown="nothing", agreed="y", title="")
        assert not form.validate()
        html = rendered(form)
        assert '<option value="2" selected>' in html
        assert 'value="nothing" checked' in html
        assert 'value="un" checked' in html
        assert html.count("checked") == 3

    def test_the_hint_of_an_option_describes_it(self) -> None:
        html = rendered(sent())
        assert 'id="shown-0" value="group" checked aria-describedby="shown-0-hint"' in html
        assert '<p class="hint" id="shown-0-hint">“Academia”</p>' in html


@pytest.mark.usefixtures("request_context")
class TestCodes:
    """References that are typed or ticked."""

    def test_typed_and_ticked_codes_come_together(self) -> None:
        form = sent([("objectives", "11")], objectives="8, 10")
        assert form.validate()
        assert form.objectives.data == ["8", "10", "11"]

    def test_a_wrong_code_is_an_error_and_line_and_ticks_are_shown_again(self) -> None:
        form = sent([("objectives", "11"), ("objectives", "12")], objectives="8, 77, x")
        assert not form.validate()
        assert form.errors == {"objectives": ["There is no objective 77", "There is no objective x"]}
        html = rendered(form)
        assert 'value="8, 77, x"' in html
        assert 'value="11" checked' in html
        assert 'value="12" checked' in html
        assert "<details open>" in html

    def test_the_line_is_told_from_the_ticks_wherever_it_stands(self) -> None:
        form = sent([("objectives", "8, 77")], objectives="11")
        assert not form.validate()
        assert 'value="8, 77"' in rendered(form)
        assert 'value="11" checked' in rendered(form)

    def test_stored_codes_are_shown_in_the_line(self) -> None:
        form = ProposalForm(formdata=None, data={"objectives": ["8", "10"]}, meta={"csrf": False})
        html = rendered(form)
        assert 'value="8, 10"' in html
        assert "<details>" in html

    def test_no_code_at_all_is_said_in_the_words_of_the_form(self) -> None:
        form = sent([("objectives", "")], objectives=" ")
        assert not form.validate()
        assert form.errors == {"objectives": ["Name an objective"]}


@pytest.mark.usefixtures("request_context")
class TestMoments:
    """A date and a time in a zone."""

    def moment(self, date: str, time: str, zone: str = "Europe/Zurich") -> ProposalForm:
        return sent([("closes", date), ("closes", time)], zone=zone)

    @pytest.mark.parametrize(
        ("date", "time", "zone", "found"),
        [
            ("2027-02-21", "18:00", "Europe/Zurich", datetime(2027, 2, 21, 17, tzinfo=UTC)),
            ("2027-07-21", "18:00:59", "Europe/Zurich", datetime(2027, 7, 21, 16, 0, 59, tzinfo=UTC)),
            ("2027-02-21", "00:15", "Asia/Kathmandu", datetime(2027, 2, 20, 18, 30, tzinfo=UTC)),
            ("٢٠٢٧-٠٢-٢١", "١٨:٠٠", "UTC", datetime(2027, 2, 21, 18, tzinfo=UTC)),
            ("2027-10-31", "01:59", "Europe/Zurich", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
            ("2027-10-31", "03:00", "Europe/Zurich", datetime(2027, 10, 31, 2, tzinfo=UTC)),
        ],
    )
    def test_the_moment_is_found_in_utc(self, date: str, time: str, zone: str, found: datetime) -> None:
        form = self.moment(date, time, zone)
        assert form.validate()
        assert form.closes.data == found

    def test_one_value_may_hold_both(self) -> None:
        form = sent(closes="2027-02-21T18:00", zone="UTC")
        assert form.validate()
        assert form.closes.data == datetime(2027, 2, 21, 18, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("date", "time", "zone", "sentence"),
        [
            ("21.2.2027", "18:00", "UTC", "Write the date as year, month and day, such as 2027-02-21."),
            ("2027-02-21", "", "UTC", "Write the time as hours and minutes, such as 18:00."),
            ("2027-02-30", "18:00", "UTC", "There is no such date or time. Check the numbers."),
            ("2027-02-21", "25:00", "UTC", "There is no such date or time. Check the numbers."),
            ("0001-01-01", "00:00", "Asia/Tokyo", "Choose a year from 2000 to 2199."),
            ("9999-12-31", "23:59", "Pacific/Kiritimati", "Choose a year from 2000 to 2199."),
            ("2027-02-21", "18:00", "", "Choose the time zone first: the time depends on it."),
            ("2027-02-21", "18:00", "../etc/passwd", "Choose the time zone first: the time depends on it."),
            ("2027-02-21", "18:00", "Europe", "Choose the time zone first: the time depends on it."),
            (
                "2027-03-28",
                "02:30",
                "Europe/Zurich",
                "The clocks in Europe/Zurich skip this time: they go forward then. Choose one an hour later.",
            ),
            (
                "2027-10-31",
                "02:30",
                "Europe/Zurich",
                f"{TWICE} Choose one before 02:00 or from 03:00 on.",
            ),
        ],
    )
    def test_what_is_no_moment_is_asked_again(self, date: str, time: str, zone: str, sentence: str) -> None:
        form = self.moment(date, time, zone)
        assert not form.validate()
        assert form.errors == {"closes": [sentence]}
        assert f'value="{date}"' in rendered(form)

    def test_a_stored_moment_is_shown_on_the_clocks_of_its_zone(self) -> None:
        stored = {"closes": datetime(2027, 2, 21, 17, tzinfo=UTC), "zone": "Europe/Zurich"}
        html = rendered(ProposalForm(formdata=None, data=stored, meta={"csrf": False}))
        assert 'type="date" value="2027-02-21"' in html
        assert 'type="time" value="18:00"' in html

    def test_no_moment_is_none(self) -> None:
        form = self.moment("", "")
        assert form.validate()
        assert form.closes.data is None


@pytest.mark.usefixtures("request_context")
class TestForm:
    """What every form can do."""

    def test_a_draft_needs_nothing_and_still_refuses_what_cannot_be_kept(self) -> None:
        form = ProposalForm(formdata=MultiDict({"rationale": ""}), meta={"csrf": False})
        form.is_draft = True
        assert form.validate()
        form = sent(title="\0")
        form.is_draft = True
        assert not form.validate()

    def test_values_are_the_answers_without_token_and_buttons(self) -> None:
        form = sent(send="y")
        assert form.validate()
        assert form.values() == {
            "title": "Deaths",
            "rationale": "Because.",
            "objectives": ["8"],
            "readiness": None,
            "shown": "group",
            "addressees": [],
            "zone": "",
            "closes": None,
            "email": "",
            "agreed": False,
            "version": "",
        }

    def test_every_error_is_tied_to_its_control_and_named_in_the_summary(self) -> None:
        everything = {"title": "x" * 11, "rationale": "", "objectives": "77", "readiness": "?", "shown": "?"}
        form = sent([("addressees", "?"), ("closes", "?"), ("closes", "?")], email="\0", version="\0", **everything)
        assert not form.validate()
        html = rendered(form)
        assert "There are 9 things to correct" in html
        for target in ("title", "rationale", "objectives", "readiness", "shown-0", "addressees-0", "closes", "email"):
            assert f'<a href="#{target}">' in html


def test_json_and_files_are_as_good_as_nothing_sent(app: Flask) -> None:
    with app.test_request_context(method="POST", json={"title": "\ud800", "objectives": 1}):
        form = ProposalForm(meta={"csrf": False})
        assert not form.validate()
        assert form.title.data == ""
    with app.test_request_context(method="POST", data={"title": (BytesIO(b"x"), "x.txt")}):
        form = ProposalForm(meta={"csrf": False})
        assert not form.validate()
        assert "Write what is to be measured" in form.errors["title"]


def test_a_form_without_its_token_is_refused(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"title": "Deaths"}):
        form = ProposalForm()
        assert not form.validate()
        assert "csrf_token" in form.errors
        assert "csrf_token" not in form.values()


def test_a_form_that_asks_reads_the_address_and_carries_no_token(app: Flask) -> None:
    class Find(QueryForm):
        words = Line("Words")

    with app.test_request_context("/?words=%20border%20deaths"):
        form = Find()
        assert form.validate()
        assert form.values() == {"words": "border deaths"}
        assert "csrf_token" not in form


@given(st.lists(st.tuples(st.sampled_from(["title", "rationale", "objectives", "shown", "closes", "zone"]), st.text())))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_sent_is_met_with_a_page_and_a_kept_text(pairs: list[tuple[str, str]]) -> None:
    with SMALL_APP.test_request_context():
        form = ProposalForm(formdata=MultiDict(pairs), meta={"csrf": False})
        form.validate()
        rendered(form).encode()
