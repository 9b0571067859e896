import pytest

from indicators.languages import LANGUAGES, find_language, language
from indicators.localized import Localized, Translations


def test_the_six_languages_stand_in_the_order_of_the_united_nations_each_under_its_own_name():
    assert [(each.code, each.autonym) for each in LANGUAGES] == [
        ("ar", "العربية"),
        ("zh", "中文"),
        ("en", "English"),
        ("fr", "Français"),
        ("ru", "Русский"),
        ("es", "Español"),
    ]


def test_arabic_alone_runs_from_right_to_left():
    assert [each.code for each in LANGUAGES if each.direction == "rtl"] == ["ar"]


def test_a_language_we_do_not_have_is_an_error_to_get_and_nothing_to_find():
    with pytest.raises(KeyError):
        language("de")
    assert find_language("de") is None
    assert find_language("ru") == language("ru")


def test_a_missing_translation_falls_back_to_english_and_says_so():
    names = Translations({"en": "Data", "fr": "Données", "es": ""})
    assert names.localized("fr") == Localized("Données", "fr", is_fallback=False)
    assert str(names.localized("fr")) == "Données"
    assert names.localized("es") == Localized("Data", "en", is_fallback=True)
    assert names.localized("ar").direction == "ltr"


def test_a_text_knows_the_direction_it_runs_in():
    assert Translations({"en": "All", "ar": "الكل"}).localized("ar").direction == "rtl"


def test_translations_are_equal_by_their_texts_and_can_be_used_as_keys():
    names = Translations({"fr": "Données", "en": "Data"})
    same = Translations({"en": "Data", "fr": "Données", "zh": ""})
    assert names == same
    assert {names: 1}[same] == 1
    assert list(names) == ["en", "fr"]
    assert repr(names) == "Translations({'en': 'Data', 'fr': 'Données'})"


def test_a_name_that_is_not_in_the_language_asked_for_says_so_wherever_it_is_put_on_a_page() -> None:
    names = Translations({"en": "Data & more", "fr": "Données"})
    assert names.localized("fr").__html__() == "Données"
    assert names.localized("ar").after("1 ·").__html__() == '<bdi lang="en" dir="ltr">1 · Data &amp; more</bdi>'
    assert names.localized("ar").attributes == {"lang": "en", "dir": "ltr"}
    assert names.localized("fr").attributes == {}
    assert str(names.localized("ar")) == "Data & more"
