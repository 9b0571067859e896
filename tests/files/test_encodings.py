"""Text files of any encoding: told by how they read, asked about where it cannot be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.proposals.models import Revision
from exports.files.reader.encodings import ENCODINGS, decode
from exports.files.reader.reader import UnreadableFile, read_table
from exports.files.reader.table import ReadingChoice
from tests.databases import SQLITE
from tests.files.conftest import BringIn, WriteTable

DATABASES = SQLITE

TEXTS = {
    "ar": "نسبة المهاجرين الذين يحملون وثائق هوية سارية، بحسب الجنس والعمر",
    "zh": "持有有效身份证件的移民比例，按性别和年龄分列",
    "en": "Share of migrants’ children – “in school” – by sex and age, where they’re counted",
    "fr": "Proportion d’élèves migrants ayant accès à l’école dès la première année, décès signalés à la frontière",
    "ru": "Доля мигрантов, имеющих действительные документы, в разбивке по полу и возрасту",
    "es": "Proporción de niños migrantes con documentación, según el país de origen y el año de llegada",
    "pl": "Odsetek osób migrujących posiadających ważne dokumenty tożsamości, według płci",
    "cs": "Podíl dětí migrantů, které přicházejí do školy v prvním roce pobytu, podle věku",
    "de": "Anteil der Mädchen und Jungen, für die eine Überprüfung möglich war, nach Größe der Gemeinde",
}
SAVED = [
    *(("ar", code) for code in ("cp1256", "iso8859-6")),
    *(("zh", code) for code in ("gb18030", "big5")),
    *(("en", code) for code in ("cp1252",)),
    *((language, code) for language in ("fr", "es", "de") for code in ("cp1252", "mac-roman", "cp850")),
    *(("ru", code) for code in ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")),
    *((language, code) for language in ("pl", "cs") for code in ("cp1250", "iso8859-2", "cp852")),
    *((language, code) for language in TEXTS for code in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")),
]


@pytest.mark.parametrize(("language", "code"), SAVED)
def test_a_text_is_read_in_the_encoding_it_was_saved_in(language: str, code: str) -> None:
    text = TEXTS[language]
    if code in {"cp850", "iso8859-6", "cp866", "iso8859-5"}:
        text = text.replace("’", "'")
    if code == "big5":
        text = "持有有效身份證件的移民比例，按性別和年齡分列"
    read = decode(f"No;Indicator\r\n1;{text}\r\n2;{text}\r\n".encode(code))
    assert read.text == f"No;Indicator\r\n1;{text}\r\n2;{text}\r\n"
    assert read.is_sure


def test_what_is_read_wrongly_never_passes_as_a_title(table: WriteTable) -> None:
    file = table("Код;Показатель", "1;Доля мигрантов с документами", encoding="cp1251")
    assert read_table(file).rows[0].cells["Показатель"] == "Доля мигрантов с документами"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("No,Indicator\r1,Frontière é à è\r2,Écoles ouvertes\r".encode() + b"3,caf\x8e\r", 4),
        ("No,Indicator\n1,Frontière é à è\n".encode() + b"2,caf\xe9\n", 3),
        (b"title\n\x81\n", 2),
    ],
)
def test_a_bad_character_is_told_with_its_line_whatever_ends_lines(content: bytes, line: int) -> None:
    with pytest.raises(UnreadableFile, match=f"Line {line} holds characters that are not UTF-8"):
        decode(content)


def test_an_encoding_that_was_said_is_used_and_told_where_it_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes("title\ncafé\n".encode("mac-roman"))
    assert read_table(tmp_path / "t.csv", choice=ReadingChoice(encoding="mac-roman")).rows[0].cells["title"] == "café"
    with pytest.raises(UnreadableFile, match="Line 2 holds characters that are not UTF-8"):
        read_table(tmp_path / "t.csv", choice=ReadingChoice(encoding="utf-8"))


def test_where_it_is_not_sure_the_command_shows_the_texts_and_asks(
    bring_in: BringIn, table: WriteTable, session: Session
) -> None:
    file = table("No;Indicator", "1;L’été", encoding="mac-roman")
    told = bring_in(file, "--map", "title=Indicator")
    assert told.exit_code == 1
    assert "cannot be told for sure" in told.output
    assert session.scalars(select(Revision)).all() == []
    assert bring_in(file, "--map", "title=Indicator", "--encoding", "mac-roman").exit_code == 0
    assert session.scalars(select(Revision.title)).one() == "L’été"


def test_every_encoding_that_can_be_said_is_one_that_can_be_read() -> None:
    for code in ENCODINGS:
        assert decode("title\n".encode(code), code).text.strip("\ufeff") == "title\n"
