"""WindowForm: the window of deep images, by numbers, sliders, presets and drags."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.dataset.dataset import Dataset, Example
from core.messages import Message
from core.modalities.images.acquisition import Acquisition
from core.modalities.images.facts import PictureFacts
from core.modalities.images.preprocessing import Window
from gui.pages.dataset.reading.window_form import WindowForm, deep_images, file_window

LUNG = Window(centre=-600, width=1500)


@pytest.fixture
def form(qtbot: QtBot) -> WindowForm:
    made = WindowForm()
    qtbot.addWidget(made)
    made.show()
    return made


def deep(window: str = "", photometric: str = "MONOCHROME2", bits: int = 16) -> Example:
    facts = PictureFacts(bits=bits, acquisition=Acquisition(window=window, photometric=photometric))
    return Example(file="a", label="a", facts=facts)


@pytest.mark.parametrize("window", [None, LUNG, Window(centre=0.5, width=0.25)])
def test_what_is_shown_is_read_back(form: WindowForm, window: Window | None) -> None:
    form.show_window(window)

    assert form.read() == window
    assert form.own.isChecked() == (window is not None)
    assert form.centre.isEnabled() == (window is not None)


def test_a_preset_sets_both_numbers_and_is_recognised(form: WindowForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.changed):
        form.preset.activated.emit(0)
    assert form.read() == LUNG
    assert form.preset.currentText().startswith("Lung")

    form.centre.box.setValue(1)
    assert form.preset.currentIndex() == -1


def test_numbers_are_typed_with_any_minus_and_stay_short(form: WindowForm, qtbot: QtBot) -> None:
    form.show_window(LUNG)
    assert form.centre.box.text() == "−600"

    box = form.centre.box
    box.selectAll()
    qtbot.keyClicks(box, "-12,5")
    qtbot.keyClick(box, Qt.Key.Key_Return)

    assert form.read() == Window(centre=-12.5, width=1500)


def test_the_slider_and_the_number_lead_each_other(form: WindowForm, qtbot: QtBot) -> None:
    form.show_window(LUNG)
    with qtbot.waitSignal(form.changed):
        form.centre.slider.setValue(1000)
    assert form.centre.box.value() == 3071

    form.centre.box.setValue(-1024)
    assert form.centre.slider.value() == 0


def test_dragging_changes_the_width_sideways_and_the_centre_up_and_down(form: WindowForm, qtbot: QtBot) -> None:
    form.show_window(Window(centre=40, width=400))
    with qtbot.waitSignal(form.changed):
        form.drag(100, 0)
    assert form.read() == Window(centre=40, width=800)

    form.drag(0, 50)
    assert form.read() == Window(centre=240, width=800)
    form.drag(-5000, 0)
    assert form.read() == Window(centre=240, width=1)


def test_an_own_window_begins_with_the_one_of_the_image_that_is_looked_at(form: WindowForm) -> None:
    form.show_file(deep("450/790"))
    form.own.setChecked(True)

    assert form.read() == Window(centre=450, width=790)

    form.as_files.setChecked(True)
    form.show_file(deep())
    form.own.setChecked(True)
    assert form.read() == Window(centre=1024, width=4096)


def test_the_sliders_reach_as_far_as_the_images_do(form: WindowForm) -> None:
    form.show_dataset(Dataset(folder=Path("/images"), examples=(deep(photometric=""),)))
    form.show_window(Window(centre=65535, width=65535))
    assert form.centre.slider.value() == 1000

    form.show_dataset(Dataset(folder=Path("/images"), examples=(deep("15000/30000"),)))
    form.show_window(Window(centre=45000, width=45000))
    assert form.centre.slider.value() == 1000


def test_only_deep_images_have_a_window() -> None:
    images = (
        deep("40/400"),
        deep(bits=8),
        Example(file="b", label="a", facts=PictureFacts(bits=16), problem=Message("damaged-or-unknown")),
    )

    assert deep_images(Dataset(folder=Path("/images"), examples=images)) == [images[0]]
    assert file_window(images[0]) == Window(centre=40, width=400)
    assert file_window(images[1]) is None
