import pytest

from indicators.codes import Code, CodeProblem, read_codes, write_codes
from indicators.languages import LANGUAGE_CODES
from indicators.schemes import ACTION, SCHEMES
from indicators.text import apart
from tests.screen import as_seen


@pytest.fixture
def objectives(framework):
    """Read as objectives: the codes as text, an action after its objective."""
    return lambda written: write_codes(read_codes("objective", written, framework).codes)


@pytest.fixture
def problems(framework):
    return lambda scheme, written: [str(problem) for problem in read_codes(scheme, written, framework).problems]


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("8;10", "8; 10"),
        ("8, 10", "8; 10"),
        ("10\n8\t1", "10; 8; 1"),
        ("10, 8, 10, 08", "10; 8"),
        (",8,; 10;", "8; 10"),
        ("8 and 10", "8; 10"),
        ("8, 10 & 12", "8; 10; 12"),
        ("8/10", "8; 10"),
        ("8 10 12", "8; 10; 12"),
        ("8.0", "8"),
        ("Objective 8", "8"),
        ("Obj. 8", "8"),
        ("obj 8; OBJ 10", "8; 10"),
        ("GCM 8", "8"),
        ("GCM objective no. 8", "8"),
        ("Objectif n° 8", "8"),
        ("objetivos 8 y 10", "8; 10"),
        ("цели 8 и 10", "8; 10"),
        ("objectives 8-10", "8; 9; 10"),
        ("8–10", "8; 9; 10"),
        ("8 to 10", "8; 9; 10"),
        ("objectifs 8 à 10", "8; 9; 10"),
        ("1-23", "all"),
        ("٨، ١٠؛ ١٢", "8; 10; 12"),
        ("الأهداف ٨ و١٠", "8; 10"),
        ("８；１０，１２", "8; 10; 12"),
        ("目标8、10", "8; 10"),
        ("8至10", "8; 9; 10"),
    ],
)
def test_numbers_are_read_as_people_write_them(objectives, problems, written, codes):
    assert objectives(written) == codes
    assert problems("objective", written) == []


@pytest.mark.parametrize(
    "written",
    ["8(c)", "8 (c)", "8 c", "8c", "Objective 8(c)", "8 action (c)", "objective 8, action (c)", "８（ｃ）", "٨(ج)"],
)
def test_an_action_gives_its_objective_and_itself(framework, written):
    reading = read_codes("objective", written, framework)
    assert reading.codes == (Code("objective", "8"), Code("action", "8(c)"))
    assert reading.of("action") == ("8(c)",)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("8, 10, 8(c)", "8; 10; 8(c)"),
        ("8(c), (d) and (e)", "8; 8(c); 8(d); 8(e)"),
        ("8(c)(d); 9", "8; 8(c); 8(d); 9"),
        ("8(c, e), 10(a)", "8; 8(c); 8(e); 10; 10(a)"),
        ("10, 8(a, b, c, d, e, f, g)", "10; 8; 8(a); 8(b); 8(c); 8(d); 8(e); 8(f); 8(g)"),
        ("8(c)-(e)", "8; 8(c); 8(d); 8(e)"),
        ("8(c–e)", "8; 8(c); 8(d); 8(e)"),
        ("8(c) Establish transnational channels", "8; 8(c)"),
    ],
)
def test_several_actions_are_read_each(objectives, problems, written, codes):
    assert objectives(written) == codes
    assert problems("objective", written) == []


@pytest.mark.parametrize(
    "written",
    [
        *("all", "All 23", "all 23 objectives", "23 objectives", "all the objectives"),
        *("tous", "Tous les objectifs", "toutes", "todos", "todos los 23 objetivos"),
        *("все", "все 23 цели", "全部", "所有目标", "جميع", "جميع الأهداف"),
    ],
)
def test_all_objectives_are_a_code_of_their_own(objectives, written):
    assert objectives(written) == "all"


def test_all_of_another_scheme_are_each_of_its_codes(framework):
    assert read_codes("principle", "all 10", framework).of("principle") == tuple("abcdefghij")
    assert len(read_codes("paragraph", "all", framework).codes) == 77


@pytest.mark.parametrize(
    ("scheme", "written", "codes"),
    [
        ("theme", "4 Justice, accountability and redress", "justice"),
        ("theme", "1 Prevention of migrants dying and going missing", "prevention"),
        ("theme", "1 Prevention of dying, going missing or disappearing", "prevention"),
        ("theme", "4 Justice, accountability and redress, 5 Collecting and using data", "justice; data"),
        ("theme", "2: search; 3. families", "search_identification; families"),
        ("theme", "JUSTICE,  accountability\nand redress", "justice"),
        ("objective", "8 Save lives", "8"),
        ("objective", "8: Saving lives at sea", "8"),
        ("objective", "Objective 8 – Save lives", "8"),
        ("objective", "Éradiquer la traite de personnes, REMITTANCES", "10; 20"),
        ("objective", "8 save lives, remittances", "8; 20"),
        ("objective", "8 Saving lives, remittances", "8; 20"),
        ("objective", "8 Save lives & remittances", "8; 20"),
        ("objective", "8 Saving lives\nRemittances", "8; 20"),
        ("objective", "8 (save lives)", "8"),
        ("principle", "15(a)", "a"),
        ("principle", "principle (a)", "a"),
        ("principle", "a, f", "a; f"),
        ("principle", "15(a), (c)", "a; c"),
        ("principle", "principles a-c", "a; b; c"),
        ("principle", "f) rights of everyone", "f"),
        ("principle", "法治和正当程序、人权", "d; f"),
        ("paragraph", "¶ 76", "76"),
        ("paragraph", "para 76", "76"),
        ("paragraph", "paras. 70 and 76", "70; 76"),
        ("paragraph", "§§ 70, 76", "70; 76"),
        ("paragraph", "第70段", "70"),
        ("paragraph", "الفقرة ٧٠", "70"),
        ("paragraph", "Progress Declaration para. 70: limited set", "70"),
        ("stakeholder_group", "local authorities and communities, Media", "local_authorities; media"),
        ("stakeholder_group", "migrants and academia", "migrants; academia"),
        ("stakeholder_group", "red_cross_red_crescent", "red_cross_red_crescent"),
        ("region", "Asia and the Pacific", "asia_pacific"),
        ("action", "8c; 9(a-b)", "8(c); 9(a); 9(b)"),
    ],
)
def test_a_whole_value_is_tried_first_then_its_leading_number_then_a_list(framework, scheme, written, codes):
    assert write_codes(read_codes(scheme, written, framework).codes) == codes


@pytest.mark.parametrize(
    ("scheme", "written", "sentence"),
    [
        ("objective", "24", "There is no objective 24: the Compact has objectives 1 to 23."),
        ("objective", "8-24", "There is no objective 24: the Compact has objectives 1 to 23."),
        ("objective", "24(c)", "There is no objective 24: the Compact has objectives 1 to 23."),
        ("objective", "10-8", "“10-8” runs backwards: write the smaller one first."),
        ("objective", "8(e-c)", "“8(e-c)” runs backwards: write the smaller one first."),
        ("objective", "8(m)", "There is no action 8(m): the actions of an objective are lettered a to l."),
        ("objective", "8 Data", "“8 Data” has the number of one and the name of another: write only one of the two."),
        ("objective", "all 17", "“all 17” does not fit, as there are 23 of them: write “all” if all are meant."),
        ("principle", "k", "There is no guiding principle (k): the Compact has principles (a) to (j)."),
        ("principle", "c-a", "“c-a” runs backwards: write the smaller one first."),
        ("paragraph", "78", "There is no paragraph 78: the Progress Declaration has paragraphs 1 to 77."),
        ("theme", "7", "There is no theme 7: the themes are numbered 1 to 6."),
        ("action", "8", "“8” names an objective and none of its actions: add a letter, as in 8(c)."),
        ("region", "Mars", "“Mars” is not one of the regions: write its name as it stands in the list."),
    ],
)
def test_what_does_not_exist_is_named_with_what_to_do(problems, scheme, written, sentence):
    assert list(map(as_seen, problems(scheme, written))) == [sentence]


@pytest.mark.parametrize(
    ("scheme", "written"),
    [
        ("objective", "SDG 10.7.1"),
        ("objective", "10.c"),
        ("objective", "8 foo 10"),
        ("objective", "8(c"),
        ("principle", "a free society"),
        ("principle", "Rule of law and due process and human rights"),
        ("principle", "principles"),
        ("principle", "15"),
        ("paragraph", "76(a)"),
        ("paragraph", "GCM 24"),
        ("action", "all"),
    ],
)
def test_nothing_is_guessed_from_what_could_mean_something_else(framework, scheme, written):
    reading = read_codes(scheme, written, framework)
    assert reading.codes == ()
    assert f"“{apart(written)}” could not be read" in str(*reading.problems)


def test_what_can_be_read_is_kept_beside_what_cannot(framework):
    reading = read_codes("objective", "8, nonsense, 10, 99", framework)
    assert reading.of("objective") == ("8", "10")
    assert len(reading.problems) == 2


def test_several_answers_are_read_one_after_the_other(objectives):
    assert objectives(["10", "8", "typed: 3", " 10, 12 "]) == "10; 8; 12"
    assert objectives([]) == ""


@pytest.mark.parametrize("written", ["", "  \n", "-", "–", ",;", "\u200f"])
def test_an_empty_answer_is_no_problem(framework, written):
    assert read_codes("objective", written, framework) == ((), ())


def test_a_problem_can_be_translated(framework):
    (problem,) = read_codes("objective", "24", framework).problems
    assert problem.template == "There is no objective %(code)s: the Compact has objectives %(first)s to %(last)s."
    assert problem.values == {"code": "24", "first": "1", "last": "23"}


def test_what_is_quoted_is_short_and_harmless(problems):
    (sentence,) = problems("objective", "x\x00\ud800\u202e 100% " + "y" * 300)
    assert sentence.startswith("“\u2068x\ufffd\ufffd\ufffd 100% yyy")
    assert "y…\u2069”" in sentence
    assert len(sentence) < 200
    assert sentence.encode("utf-8")


def test_a_number_of_absurd_length_is_only_an_unknown_one(problems):
    (sentence,) = problems("objective", "9" * 5000)
    assert sentence.startswith("There is no objective 9999")
    assert len(sentence) < 200


@pytest.mark.parametrize("written", ["8," * 2501, ["8"] * 501, "ﷺ" * 300, "\u200f" * 5001, ["8" * 2501, "9" * 2500]])
def test_too_much_is_refused_before_it_is_read(framework, written):
    reading = read_codes("objective", written, framework)
    assert reading.codes == ()
    assert "This list has more than" in str(*reading.problems)


def test_of_many_problems_the_first_ten_are_told(framework):
    reading = read_codes("objective", ",".join(f"x{number}" for number in range(300)), framework)
    assert len(reading.problems) == 11
    assert reading.problems[-1] == CodeProblem("More of this list could not be read: mend these parts first.")


def test_a_scheme_that_does_not_exist_is_an_error_of_ours(framework):
    with pytest.raises(KeyError):
        read_codes("goal", "8", framework)


def test_every_label_is_read_back_to_its_code_in_every_language(framework):
    for scheme in set(SCHEMES) - {ACTION}:
        for entry in framework.entries(scheme):
            for language in LANGUAGE_CODES:
                label = framework.label_of(scheme, entry.code, language).text
                assert read_codes(scheme, label, framework).of(scheme) == (entry.code,)


def test_number_and_title_together_are_read_in_every_language(framework):
    for objective in framework.objectives:
        for title in objective.titles.values():
            for written in (f"{objective.code} {title}", f"Objective {objective.code}: {title}"):
                assert read_codes("objective", written, framework) == ((Code("objective", objective.code),), ())


@pytest.mark.parametrize("separator", [", ", "; ", "\n", "،"])
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_list_of_titles_is_not_torn_at_the_commas_inside_them(framework, language, separator):
    titles = separator.join(objective.title(language).text for objective in framework.objectives)
    assert read_codes("objective", titles, framework).of("objective") == tuple(framework.objectives.by_code)


@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_the_label_of_all_objectives_is_read_back(framework, objectives, language):
    assert objectives(framework.label_of("objective", "all", language).text) == "all"
