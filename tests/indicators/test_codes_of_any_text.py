"""What holds for every text and every list of codes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.codes import Code, read_codes, write_codes
from indicators.folding import fold
from indicators.loading import load_framework
from indicators.schemes import ACTION, ACTION_LETTERS, ALL_OBJECTIVES, SCHEMES, action_code

FRAMEWORK = load_framework()
# What is slow on a busy machine is not wrong.
at_any_pace = settings(deadline=None)

FRAGMENTS = st.sampled_from(
    [
        *"0123456789abcm(),;، 、-–/&.:¶#\n\t\x00\ud800",
        "and",
        " y ",
        " و",
        "Objective ",
        "all",
        "23",
        "8(c)",
        "９",
        "٣",
        "段",
    ]
)
LIKELY_TEXTS = st.lists(FRAGMENTS, max_size=40).map("".join)
ANY_CHARACTER = st.characters(exclude_categories=())
ANY_TEXT = st.text(ANY_CHARACTER, max_size=200) | LIKELY_TEXTS


def codes_of(scheme: str) -> st.SearchStrategy[Code]:
    if scheme == ACTION:
        numbers = st.sampled_from([entry.code for entry in FRAMEWORK.objectives])
        return st.builds(action_code, numbers, st.sampled_from(ACTION_LETTERS)).map(lambda code: Code(ACTION, code))
    codes = [entry.code for entry in FRAMEWORK.entries(scheme)]
    everything = [ALL_OBJECTIVES] if scheme == "objective" else []
    return st.sampled_from([*codes, *everything]).map(lambda code: Code(scheme, code))


@pytest.mark.parametrize("scheme", SCHEMES)
@at_any_pace
@given(written=ANY_TEXT | st.lists(ANY_TEXT, max_size=5))
def test_any_text_is_read_without_an_exception_and_gives_only_codes_that_exist(scheme, written):
    reading = read_codes(scheme, written, FRAMEWORK)
    assert len(set(reading.codes)) == len(reading.codes)
    assert all(FRAMEWORK.label_of(code.scheme, code.code, "en").text for code in reading.codes)
    assert all(str(problem).encode("utf-8") and "\x00" not in str(problem) for problem in reading.problems)


@pytest.mark.parametrize("scheme", SCHEMES)
@at_any_pace
@given(data=st.data())
def test_what_we_write_is_read_back_as_it_was(scheme, data):
    codes = tuple(data.draw(st.lists(codes_of(scheme), unique=True, max_size=30)))
    assert read_codes(scheme, write_codes(codes), FRAMEWORK) == (codes, ())
    assert read_codes(scheme, [code.code for code in codes], FRAMEWORK) == (codes, ())


@at_any_pace
@given(written=LIKELY_TEXTS)
def test_what_was_read_and_written_is_read_alike(written):
    codes = read_codes("objective", written, FRAMEWORK).codes
    assert read_codes("objective", write_codes(codes), FRAMEWORK) == (codes, ())


@at_any_pace
@given(text=ANY_TEXT)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
