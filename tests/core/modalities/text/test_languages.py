"""Languages: told where a text says it clearly, and by a vocabulary where it was made for them."""

from __future__ import annotations

import pytest

from core.modalities.text.known_languages import WORDS_KNOWN, known_languages
from core.modalities.text.languages import language_of, languages
from core.modalities.text.small_words import SMALL_WORDS

REPORTS = {
    "en": "There is no evidence of pneumothorax, and the heart is not enlarged.",
    "de": "Kein Anhalt für einen Pneumothorax, das Herz ist nicht vergrößert und die Lunge ist frei.",
    "fr": "Il n’y a pas de pneumothorax et le cœur n’est pas agrandi sur cette radiographie.",
    "es": "No hay neumotórax y el corazón no está agrandado en la radiografía de hoy.",
    "it": "Non si osserva pneumotorace e il cuore non è ingrandito nella radiografia di oggi.",
    "pt": "Não há pneumotórax e o coração não está aumentado na radiografia de hoje.",
    "nl": "Er is geen pneumothorax en het hart is niet vergroot op de foto van vandaag.",
    "sv": "Det finns ingen pneumothorax och hjärtat är inte förstorat på den här bilden.",
    "da-no": "Der er ingen pneumothorax og hjertet er ikke forstørret på billedet i dag.",
    "pl": "Nie ma odmy opłucnowej i serce nie jest powiększone na zdjęciu z dnia dzisiejszego.",
    "ro": "Nu este pneumotorax și inima nu este mărită pe radiografia de astăzi din spital.",
    "script-cyrillic": "Пневмоторакса нет, сердце не увеличено.",
    "script-greek": "Δεν υπάρχει πνευμοθώρακας.",
    "script-cjk": "気胸は認められない。",
    "script-arabic": "لا يوجد استرواح صدري.",
}  # fmt: skip
UNCLEAR = (
    "", "Pneumothorax.", "Status post cholecystectomy", "Great phone!", "12 / 34", "Señor Müller",
    "Cor: normal. Pulmo: normal.",
    "Bibasilar atelectasis, cardiomegaly, osteopenia, spondylosis, choledocholithiasis",
)  # fmt: skip


@pytest.mark.parametrize("language", REPORTS)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert language_of(REPORTS[language]) == language


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_is_short_or_without_small_words_tells_none(text: str) -> None:
    assert language_of(text) == ""


def test_foreign_words_in_a_text_do_not_make_it_foreign() -> None:
    assert language_of("The patient said “пожалуйста” and was given the tablet.") == "en"
    assert language_of("The café of the señor was à la carte, and that is all there is to say.") == "en"


def test_languages_come_with_their_texts_the_most_frequent_first() -> None:
    found = languages([REPORTS["de"], REPORTS["en"], "Short.", REPORTS["en"]])
    assert [(one.name, one.places) for one in found] == [("en", (1, 3)), ("de", (0,))]


def test_a_vocabulary_knows_the_languages_whose_words_it_has_whole() -> None:
    english = {*SMALL_WORDS["en"], "die", "der", "und", "la", "los", "##ung", "é"}
    assert known_languages(english) == {"en"}
    assert known_languages({*english, *SMALL_WORDS["de"]}) == {"en", "de"}


def test_a_vocabulary_without_accents_knows_words_that_have_them() -> None:
    plain = {word.translate(str.maketrans("äöüß", "aous")) for word in SMALL_WORDS["de"]}
    assert "de" in known_languages(plain)


def test_single_foreign_letters_are_no_words() -> None:
    letters = {chr(code) for code in range(0x410, 0x450)}
    assert known_languages({*SMALL_WORDS["en"], *letters}) == {"en"}
    words = {f"{one}{other}а" for one in sorted(letters)[:40] for other in sorted(letters)[:20]}
    assert len(words) >= WORDS_KNOWN
    assert "script-cyrillic" in known_languages(words)
