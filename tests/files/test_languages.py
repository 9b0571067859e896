"""The language of a list is told from its texts and asked for; a title with a line end is one line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consultation.proposals.models import Revision
from exports.fill_in.language_guess import language_of
from tests.client import StrictClient
from tests.databases import SQLITE
from tests.files.conftest import BringIn, WriteTable, sent
from tests.files.test_encodings import TEXTS

DATABASES = SQLITE

OF_NONE_OF_THE_SIX = {
    "pl": TEXTS["pl"],
    "cs": TEXTS["cs"],
    "de": TEXTS["de"],
    "pt": "Proporção de migrantes com documentos de identidade, por sexo e por idade",
    "it": "Percentuale di migranti con documenti di identità, per sesso e per età",
    "uk": "Частка мігрантів, які мають дійсні документи, за статтю та віком",
    "fa": "نسبت مهاجرانی که مدارک هویتی معتبر دارند، بر پایه جنس و گروه سنی",
    "ja": "有効な身分証明書を持つ移民の割合、性別と年齢による",
}


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_each_of_the_six_languages_is_told(language: str, form: str) -> None:
    assert language_of([unicodedata.normalize(form, TEXTS[language])]) == language


@pytest.mark.parametrize("text", OF_NONE_OF_THE_SIX.values(), ids=OF_NONE_OF_THE_SIX)
def test_of_another_language_nothing_is_told(text: str) -> None:
    assert language_of([text]) == ""


@pytest.mark.parametrize("texts", [["One"], ["GDP", "HDI 2026"], [], ["12", "—"], ["Frontière"]])
def test_of_a_few_words_nothing_is_told(texts: list[str]) -> None:
    assert language_of(texts) == ""


def run(app: Flask, session: Session, file: Path, *options: str) -> str:
    session.rollback()
    command = ["import", str(file), "--consultation", "indicators", "--kind", "indicator", "--map", "title=t", *options]
    return app.test_cli_runner().invoke(args=command).output


def test_the_command_says_which_language_it_tells_and_asks_where_it_cannot(
    app: Flask, session: Session, table: WriteTable
) -> None:
    assert "Say in which language the rows are written" in run(app, session, table("t", "GDP"))
    assert "1 row brought in" in run(app, session, table("t", "GDP"), "--set", "language=fr")
    told = run(app, session, table("t;u", f"{TEXTS['es']};%"))
    assert "Written in Español, as the texts tell." in told
    assert session.scalars(select(Revision.language).order_by(Revision.id)).all() == ["fr", "es"]


def test_where_a_column_says_it_an_empty_cell_is_in_the_language_of_the_others(
    app: Flask, session: Session, table: WriteTable
) -> None:
    file = table("t;l", f"{TEXTS['fr']};fr", f"{TEXTS['fr']} aussi;", f"{TEXTS['ru']};ru")
    run(app, session, file, "--map", "language=l")
    assert session.scalars(select(Revision.language).order_by(Revision.id)).all() == ["fr", "fr", "ru"]
    told = run(app, session, table("t;l", "GDP;fr", "GNI;"), "--map", "language=l")
    assert "row 3, column “l”: Write in which language the row is written" in told


@pytest.mark.usefixtures("officer")
def test_on_the_page_the_language_that_was_told_is_chosen_and_asked_for_otherwise(
    client: StrictClient, table: WriteTable
) -> None:
    told = client.submit(sent(client, table("Titre", TEXTS["fr"])), button="Show what would change")
    assert told.status_code in {302, 303}
    asked = sent(client, table("Title;x", "GDP;1", "GNI;2"))
    refused = client.submit(asked, {"column_0": "title", "column_1": ""}, button="Show what would change")
    assert refused.status_code == 422
    assert "Choose the language, or the column that says it" in refused.text


def test_a_title_with_a_line_end_is_one_line(bring_in: BringIn, table: WriteTable, session: Session) -> None:
    file = table("Indicator,Rationale", '"Deaths recorded\non routes","Two\nlines"')
    told = bring_in(file, "--map", "title=Indicator", "--map", "rationale=Rationale")
    assert "1 row brought in" in told.output, told.output
    [revision] = session.scalars(select(Revision)).all()
    assert revision.title == "Deaths recorded on routes"
    assert revision.rationale == "Two\nlines"
