"""BackboneCards: what a card tells, and how one is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.backbones.card import Card
from core.modalities.images.image_input import ImageInput
from gui.pages.backbone.backbone_cards import BackboneCards, Listed


def listed(name: str, value_range: tuple[float, float] = (0.0, 1.0), size: tuple[int, int] | None = (96, 96)) -> Listed:
    card = Card(
        name=name,
        title=f"The <b>{name}</b>",
        licence="Apache-2.0",
        source="drawn",
        sha256="",
        input=ImageInput(input_size=size, value_range=value_range),
        feature_width=16,
        parameters=2_345_678,
    )
    return Listed(card, 12_000_000)


@pytest.fixture
def cards(qtbot: QtBot) -> BackboneCards:
    made = BackboneCards()
    qtbot.addWidget(made)
    made.resize(264, 500)
    made.show_backbones([listed("one"), listed("two", (-1.0, 1.0), None)], "one")
    made.show()
    return made


def texts(cards: BackboneCards, name: str) -> list[str]:
    return [child.text().replace("\u200b", "") for child in cards.card(name).findChildren(QLabel) if child.text()]


def test_a_card_tells_parameters_sizes_and_licence(cards: BackboneCards) -> None:
    assert texts(cards, "one") == [
        "The <b>one</b>",
        "2.35\u202fM parameters, 12\u00a0MB",
        "images 96 × 96",
        "Licence: Apache-2.0",
    ]


def test_unusual_pixel_values_and_a_free_size_are_told(cards: BackboneCards) -> None:
    assert "pixel values -1 to 1" in texts(cards, "two")
    assert "any size, given 224 × 224" in texts(cards, "two")


def test_a_name_is_never_taken_for_html(cards: BackboneCards) -> None:
    formats = {child.textFormat() for child in cards.card("one").findChildren(QLabel) if child.text()}
    assert formats == {Qt.TextFormat.PlainText}
    assert "<b>" not in cards.card("one").toolTip()


def test_the_chosen_card_is_marked_and_says_so(cards: BackboneCards) -> None:
    cards.show_chosen("two")
    assert [cards.card(name).is_chosen for name in ("one", "two")] == [False, True]
    assert cards.card("two").accessibleName().endswith("chosen")


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, None])
def test_a_card_is_chosen_by_click_or_key(cards: BackboneCards, qtbot: QtBot, key: Qt.Key | None) -> None:
    with qtbot.waitSignal(cards.chosen) as chosen:
        if key is None:
            qtbot.mouseClick(cards.card("two"), Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(cards.card("two"), key)
    assert chosen.args == ["two"]
    assert not cards.card("two").is_chosen  # that is for the session to say


def test_no_scroll_bar_stands_beside_cards_that_are_all_seen(cards: BackboneCards, qtbot: QtBot) -> None:
    last = cards.card("two")
    qtbot.waitUntil(lambda: last.height() > 0)

    assert last.mapTo(cards, last.rect().bottomLeft()).y() < cards.viewport().height()
    assert not cards.verticalScrollBar().isVisible()


def test_what_does_not_fit_can_be_scrolled_to(cards: BackboneCards, qtbot: QtBot) -> None:
    cards.resize(264, 120)

    qtbot.waitUntil(cards.verticalScrollBar().isVisible)
