"""Each test spoils a copy of the shipped files and looks at what is said about it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.loading import DATA, FrameworkProblems, load_framework

Spoil = Callable[..., None]
HEADER = "code,name_en,un_regional_commission\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def problems_in(folder: Path) -> list[str]:
    with pytest.raises(FrameworkProblems) as refused:
        load_framework(folder)
    assert str(refused.value).splitlines() == [str(problem) for problem in refused.value.problems]
    return [str(problem) for problem in refused.value.problems]


def test_the_shipped_files_are_sound():
    assert len(load_framework().objectives) == 23


def test_a_mark_at_the_start_of_a_file_and_windows_line_ends_do_no_harm(folder):
    path = folder / "regions.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_framework(folder).region("africa").name("en").text == "Africa"


def test_rows_out_of_order_come_out_in_order(folder):
    path = folder / "gcm_objectives.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *reversed(rows)]), encoding="utf-8")
    assert load_framework(folder).objectives[0].code == "1"


def test_every_problem_of_every_file_is_listed_at_once(folder, spoil):
    (folder / "regions.csv").unlink()
    spoil("gcm_objectives.csv", "8,24,", "eight,24,")
    spoil("gcm_objectives.csv", "9,25,", "9,26,")
    spoil("guiding_principles.csv", "f,15(f),Human rights", "f,15(e),")
    spoil("stakeholder_groups.csv", "code,name_en", "code,name")
    assert problems_in(folder) == [
        "gcm_objectives.csv, row 11, column paragraph: '26' already stands in row 10",
        "gcm_objectives.csv, row 9, column number: 'eight' is not a whole number from 1 to 23",
        "gcm_objectives.csv, row 10, column paragraph: 26 does not belong to objective 9, which is 25",
        "guiding_principles.csv, row 7, column paragraph: '15(e)' is not one of '15(f)'",
        "guiding_principles.csv, row 7, column name_en: is empty",
        "stakeholder_groups.csv, row 1, column name: is not a known column",
        "stakeholder_groups.csv, row 1, column name_en: is missing",
        "regions.csv: cannot be read: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("file", "change", "problem"),
    [
        ("gcm_objectives", ("\n9,25,", "\n8,25,"), "row 10, column number: '8' already stands in row 9"),
        ("gcm_objectives", ("title_fr,", "title_de,"), "row 1, column title_de: is not a known column"),
        ("gcm_objectives", ("title_fr,", "title_en,"), "row 1, column title_en: occurs more than once"),
        ("gcm_objectives", (",2,true,", ",5,true,"), "imrf_round_table: '5' is not a whole number from 1 to 4"),
        ("gcm_objectives", (",true,", ",yes,"), "row 2, column title_en_checked: 'yes' is not one of 'true', 'false'"),
        ("gcm_objectives", (",Sauver des vies,", ",données,"), "short_fr: 'données' already stands in row 2"),
        ("guiding_principles", ("b,15(b)", "k,15(k)"), "row 3, column letter: 'k' is not one of 'a'"),
        ("progress_declaration_paragraphs", ("77,Rec", "78,Rec"), "row 78, column paragraph: '78' is not a whole"),
        ("progress_declaration_paragraphs", ("6,Introduction,", "6,Intro,"), "row 7, column section: 'Intro' is not"),
        ("progress_declaration_paragraphs", ("6,Introduction,\n", ""), "has 76 rows instead of 77"),
        ("progress_declaration_paragraphs", ("6,Introduction,", "6,Introduction"), "row 7: has 2 cells instead of 3"),
        ("missing_migrants_themes", ("2,search", "1,search"), "row 3, column number: '1' already stands in row 2"),
        ("missing_migrants_themes", ("2,search", "²,search"), "row 3, column number: '²' is not a whole number"),
        ("stakeholder_groups", ("migrants,Migrants", "Migrants!,Migrants"), "column code: 'Migrants!' is not a code"),
        ("stakeholder_groups", ("diaspora,", "academia,"), "column code: 'academia' already stands in row 4"),
        ("regions", (",ECA\n", ",ECAC\n"), "row 2, column un_regional_commission: 'ECAC' is not one of 'ECA'"),
        ("regions", ("africa,Africa", "africa,  "), "row 2, column name_en: is empty"),
        ("regions", ("Africa", '"Africa'), "is not a table of comma-separated values"),
    ],
)
def test_a_problem_names_its_file_row_and_column(folder, spoil, file, change, problem):
    spoil(f"{file}.csv", *change)
    found = problems_in(folder)
    assert any(line.startswith(f"{file}.csv") and problem in line for line in found), found


def test_a_faulty_number_is_reported_once_and_not_again_by_what_depends_on_it(folder, spoil):
    spoil("gcm_objectives.csv", "8,24,", "x,24,")
    assert problems_in(folder) == [
        "gcm_objectives.csv, row 9, column number: 'x' is not a whole number from 1 to 23",
    ]


def test_a_number_of_absurd_length_is_refused_like_any_other(folder, spoil):
    spoil("gcm_objectives.csv", "8,24,", "9" * 5000 + ",24,")
    assert "is not a whole number" in problems_in(folder)[0]


def test_bytes_that_are_not_utf_8_are_refused_with_their_row(folder):
    path = folder / "stakeholder_groups.csv"
    path.write_bytes(path.read_bytes().replace(b"media,Media", b"media,M\xe9dia"))
    assert problems_in(folder) == ["stakeholder_groups.csv, row 14: is not UTF-8"]


@pytest.mark.parametrize(("content", "problem"), [("", "is empty"), (HEADER, "has no rows")])
def test_a_file_without_rows_is_refused(folder, content, problem):
    (folder / "regions.csv").write_text(content, encoding="utf-8")
    assert problems_in(folder) == [f"regions.csv: {problem}"]


def test_a_folder_that_is_not_there_is_six_missing_files(tmp_path):
    assert len(problems_in(tmp_path / "nowhere")) == 6
