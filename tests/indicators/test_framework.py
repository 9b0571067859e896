import pytest

from indicators.folding import fold
from indicators.languages import LANGUAGE_CODES
from indicators.localized import Localized
from indicators.schemes import ACTION, ALL_OBJECTIVES, SCHEMES, action_code, objective_of_action


def test_it_has_23_objectives_10_principles_and_77_paragraphs_in_order(framework):
    assert [each.number for each in framework.objectives] == list(range(1, 24))
    assert "".join(each.letter for each in framework.principles) == "abcdefghij"
    assert [each.number for each in framework.paragraphs] == list(range(1, 78))


def test_the_paragraph_of_an_objective_is_sixteen_further(framework):
    assert framework.objective("8").paragraph == 24
    assert all(each.paragraph == 16 + each.number for each in framework.objectives)


def test_the_progress_declaration_has_three_parts(framework):
    sections = [paragraph.section for paragraph in framework.paragraphs]
    assert sections[19] == "Introduction"
    assert sections[20] == sections[49] == "Progress, challenges and gaps"
    assert sections[50] == "Recommended actions to accelerate implementation"


def test_an_objective_has_titles_labels_a_round_table_and_what_was_verified(framework):
    objective = framework.objective("8")
    assert objective.title("en").text.startswith("Save lives and establish coordinated international efforts")
    assert objective.short_label("fr") == Localized("Sauver des vies", "fr")
    assert objective.short_label("ru") == Localized("Save lives", "en", is_fallback=True)
    assert objective.round_table == 2
    assert objective.checked == {"en", "fr", "es"}
    assert framework.objective("11").checked == {"fr"}


def test_a_principle_is_named_in_chinese_where_the_file_has_it(framework):
    assert framework.principle("f").name("zh") == Localized("人权", "zh")
    assert framework.principle("f").paragraph == "15(f)"


def test_a_paragraph_without_a_known_topic_is_called_by_its_number_in_every_language(framework):
    assert framework.paragraph("71").label("fr") == Localized("Paragraphe 71", "fr")
    assert framework.paragraph("71").label("ar").direction == "rtl"
    assert framework.paragraph("70").label("fr").is_fallback
    assert framework.paragraph("70").name("zh").text == "第70段"


def test_only_the_global_region_has_no_commission(framework):
    assert framework.region("arab_states").commission == "ESCWA"
    assert [each.code for each in framework.regions if each.commission is None] == ["global"]


@pytest.mark.parametrize("kind", ["objective", "principle", "paragraph", "theme", "group", "region"])
def test_an_unknown_code_is_an_error_to_get(framework, kind):
    with pytest.raises(KeyError):
        getattr(framework, kind)("nowhere")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("objective", "23"),
        ("principle", "a"),
        ("paragraph", "70"),
        ("theme", "prevention"),
        ("group", "trade_unions"),
        ("region", "africa"),
    ],
)
def test_a_known_code_gives_its_entry(framework, kind, code):
    assert getattr(framework, kind)(code).code == code


def test_every_code_of_every_scheme_has_a_label_in_every_language(framework):
    for scheme in set(SCHEMES) - {ACTION}:
        for entry in framework.entries(scheme):
            for language in LANGUAGE_CODES:
                assert framework.label_of(scheme, entry.code, language).text


def test_all_objectives_have_a_label_and_an_action_has_that_of_its_objective(framework):
    assert framework.label_of("objective", ALL_OBJECTIVES, "en") == Localized("All 23 objectives", "en")
    assert framework.label_of("objective", ALL_OBJECTIVES, "ru") == Localized("Все 23 цели", "ru")
    assert framework.label_of("action", "8(c)", "fr") == framework.objective("8").title("fr")


@pytest.mark.parametrize(
    ("scheme", "code"),
    [("objective", "24"), ("action", "24(c)"), ("action", "8(m)"), ("action", "8"), ("goal", "8"), ("theme", "all")],
)
def test_what_does_not_exist_has_no_label(framework, scheme, code):
    with pytest.raises(KeyError):
        framework.label_of(scheme, code, "en")


def test_actions_have_no_list(framework):
    with pytest.raises(KeyError):
        framework.entries(ACTION)


def test_the_code_of_an_action_names_its_objective():
    assert action_code("8", "c") == "8(c)"
    assert objective_of_action("8(c)") == "8"


def test_no_name_belongs_to_two_entries_of_a_scheme(framework):
    for scheme in set(SCHEMES) - {ACTION}:
        owners: dict[str, str] = {}
        for entry in framework.entries(scheme):
            for spelling in (entry.code, *entry.spellings):
                assert owners.setdefault(fold(spelling), entry.code) == entry.code


def test_entries_can_be_collected_in_sets(framework):
    assert len({*framework.objectives, *framework.objectives, *framework.paragraphs}) == 100
