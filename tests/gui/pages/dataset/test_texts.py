"""A project of texts: they are shown in a table, searched, and set how they are read; nothing there is for images."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from core.audit.findings import Finding, Severity
from core.dataset.dataset import Dataset, Example, Split
from core.messages import Message
from core.modalities.text.cut import Cut
from core.modalities.text.facts import TextFacts, hash_of_text
from core.modalities.text.options import TextOptions
from core.modalities.text.token_counts import TokenCounts
from gui.pages.dataset.audit.text_groups import TextGroups
from gui.pages.dataset.texts.dataset_texts import TEXT, TOKENS
from gui.pages.dataset.texts.text_browser import TextBrowser
from gui.pages.dataset.texts.text_form import TextForm

TEXTS = ("The staff was kind.", "The room was <b>cold</b>.", "Never again!")


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    labels, parts = ("good", "bad", "bad"), (Split.TRAIN, None, Split.TEST)
    examples = [
        Example(
            file="notes.csv",
            frame=place,
            label=label,
            split=part,
            sha256=hash_of_text(text),
            facts=TextFacts.of(text),
        )
        for place, (text, label, part) in enumerate(zip(TEXTS, labels, parts, strict=True))
    ]
    return Dataset(folder=tmp_path, examples=tuple(examples), kind="text")


@pytest.fixture
def browser(dataset: Dataset, qtbot: QtBot) -> TextBrowser:
    made = TextBrowser()
    qtbot.addWidget(made)
    made.show_dataset(dataset)
    return made


def shown(browser: TextBrowser) -> list[str]:
    return [browser.model.index(row, TEXT).data() for row in range(browser.model.rowCount())]


def test_a_table_shows_the_texts_and_the_first_in_full(browser: TextBrowser) -> None:
    assert shown(browser) == list(TEXTS)
    assert browser.view.text.toPlainText() == TEXTS[0]


def test_search_and_class_choose_what_is_shown(browser: TextBrowser) -> None:
    browser.search.setText("WAS")
    assert shown(browser) == list(TEXTS[:2])
    browser.classes.setCurrentIndex(browser.classes.model().index(1, 0))
    assert shown(browser) == [TEXTS[1]]


def test_the_text_that_was_chosen_stays_so(browser: TextBrowser, dataset: Dataset) -> None:
    browser.table.selectRow(1)
    browser.show_dataset(replace(dataset))
    assert browser.chosen == dataset.examples[1]


def test_tokens_are_shown_as_they_are_whatever_is_in_them(browser: TextBrowser, dataset: Dataset) -> None:
    browser.show_tokens(TokenCounts(of={dataset.examples[0].key: 8}, longest=512, automatic=16))
    assert [browser.model.index(row, TOKENS).data() for row in range(2)] == ["8", ""]
    browser.view.show_tokens(["[CLS]", "<b>", "##old"], 2)
    assert browser.view.tokens.toPlainText().split() == ["[CLS]", "<b>", "##old"]


@pytest.mark.parametrize(("cut", "struck"), [(Cut.HEAD, "c d"), (Cut.TAIL, "a b"), (Cut.BOTH, "a b")])
def test_tokens_that_are_not_read_are_struck_out(browser: TextBrowser, cut: Cut, struck: str) -> None:
    browser.view.show_tokens(["[CLS]", "a", "b", "c", "d", "[SEP]"], 4, cut)
    cursor, found = QTextCursor(browser.view.tokens.document()), ""
    while cursor.movePosition(QTextCursor.MoveOperation.NextCharacter):
        found += browser.view.tokens.toPlainText()[cursor.position() - 1] if cursor.charFormat().fontStrikeOut() else ""
    assert found.split() == struck.split()


def test_what_is_set_is_read_back(qtbot: QtBot) -> None:
    form = TextForm()
    qtbot.addWidget(form)
    for options in (TextOptions(), TextOptions(length=48, cut=Cut.BOTH, keeps_texts=True)):
        form.show_options(options)
        assert form.read(TextOptions()) == options


def test_how_many_texts_are_cut_is_said(qtbot: QtBot) -> None:
    form = TextForm()
    qtbot.addWidget(form)
    form.show_counts(TokenCounts(of={"a": 20, "b": 90, "c": 100}, longest=512, automatic=96))
    assert "1 text is longer" in form.cut_count.text()
    form.own.setChecked(True)
    form.length.setValue(16)
    assert "3 texts are longer" in form.cut_count.text()


def test_groups_of_an_audit_are_shown_as_texts(dataset: Dataset, qtbot: QtBot) -> None:
    groups = TextGroups()
    qtbot.addWidget(groups)
    finding = Finding(
        code="near-copies",
        severity=Severity.ERROR,
        message=Message("no-images-dropped"),
        groups=((0, 2),),
        details=(Message("other-case"),),
    )
    groups.show_groups(dataset, finding)
    rows = [[groups.model().index(row, column).data() for column in range(4)] for row in range(2)]
    assert rows == [["1", TEXTS[0], "good", "training"], ["", TEXTS[2], "bad", "test"]]
    assert "other capitals" in groups.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
