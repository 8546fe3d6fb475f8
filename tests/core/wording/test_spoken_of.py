"""A sentence about images says the same of texts, as a whole, and keeps the names of its arguments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.messages import Message
from core.wording.catalogue import WORDINGS, text_of, words_of
from core.wording.spoken_of import OF_IMAGES, OF_TEXTS, said_of_texts, speak_of


@pytest.fixture
def of_texts() -> Iterator[None]:
    speak_of(OF_TEXTS)
    yield
    speak_of(OF_IMAGES)


@pytest.mark.parametrize(
    ("of_images", "said"),
    [
        ("Scanning the images", "Scanning the texts"),
        ("Images of one subject, and copies of one image", "Texts of one subject, and copies of one text"),
        ("Frostline learns one class an image.", "Frostline learns one class a text."),
        ("An image is missing", "A text is missing"),
        ("%n image(s) cannot be read", "%n text(s) cannot be read"),
        ("{images:image} without a subject", "{images:image} without a subject"),
        ("{images} in ImageNet", "{images} in ImageNet"),
    ],
)
def test_the_noun_and_its_article_change(of_images: str, said: str) -> None:
    assert said_of_texts(of_images) == said


def test_what_is_said_of_a_file_of_images_stays() -> None:
    sentence = WORDINGS["cut-off"].text
    assert said_of_texts(sentence) == sentence


def test_messages_count_texts(of_texts: None) -> None:
    assert text_of(Message("counted-images", images=1)) == "1 text"
    assert text_of(Message("counted-images", images=2000)) == "2,000 texts"
    assert words_of(Message("copies-left-out", images=1)).text == "1 text will be left out, as a copy of another."
    assert "of one patient" in words_of(Message("subjects-unknown")).hint


def test_without_a_word_of_texts_messages_are_about_images() -> None:
    assert text_of(Message("counted-images", images=1)) == "1 image"


def test_one_and_several_are_said_of_texts_alike() -> None:
    """The form of one is found by the sentence of several, whose noun then must change as well."""
    counted = [wording for wording in WORDINGS.values() if said_of_texts(wording.one) != wording.one]
    assert [wording.one for wording in counted if said_of_texts(wording.text) == wording.text] == []
