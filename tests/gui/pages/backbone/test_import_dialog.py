"""What is asked of a module that is imported: of one for images other things than of one for texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.backbones.wishes import Wishes
from core.task_table import ImportBackbone
from gui.pages.backbone.import_dialog import ImportDialog


@pytest.fixture
def of_texts(qtbot: QtBot, tmp_path: Path) -> ImportDialog:
    made = ImportDialog(tmp_path / "encoder", kind="text")
    qtbot.addWidget(made)
    return made


def test_pixels_are_not_asked_for_where_texts_are_learnt_from(of_texts: ImportDialog) -> None:
    assert not of_texts.image_size.isVisibleTo(of_texts)
    assert not of_texts.range.isVisibleTo(of_texts)
    assert of_texts.vocabulary.isVisibleTo(of_texts)


def test_vocabularies_are_not_asked_for_where_images_are_learnt_from(qtbot: QtBot, tmp_path: Path) -> None:
    made = ImportDialog(tmp_path / "network")
    qtbot.addWidget(made)
    assert made.image_size.isVisibleTo(made)
    assert not made.vocabulary.isVisibleTo(made)
    assert not made.letters.isVisibleTo(made)
    assert not made.output.isVisibleTo(made)


def test_what_is_wished_of_an_encoder_is_asked_for(of_texts: ImportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    of_texts.vocabulary.setText(str(tmp_path / "vocab.txt"))
    of_texts.letters.setCurrentIndex(1)
    of_texts.output.setCurrentIndex(1)
    with qtbot.waitSignal(of_texts.confirmed) as asked:
        of_texts.confirm()
    wishes = Wishes(vocabulary=tmp_path / "vocab.txt", lower_case=False, output="sequence_output")
    assert asked.args == [ImportBackbone(path=tmp_path / "encoder", wishes=wishes)]


def test_without_a_word_the_encoder_decides(of_texts: ImportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(of_texts.confirmed) as asked:
        of_texts.confirm()
    assert asked.args == [ImportBackbone(path=tmp_path / "encoder")]
