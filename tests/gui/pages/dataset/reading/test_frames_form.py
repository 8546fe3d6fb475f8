"""FramesForm: files of several pictures, and the limits."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from core.modalities.images.decoding import ImageLimits
from core.modalities.images.options import ImageOptions
from gui.pages.dataset.reading.frames_form import FramesForm


@pytest.fixture
def form(qtbot: QtBot) -> FramesForm:
    made = FramesForm()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    "options",
    [
        ImageOptions(),
        ImageOptions(every=5, axis=0),
        ImageOptions(axis=1, limits=ImageLimits(pixels=12_345_678, megabytes=512, seconds=2.5)),
    ],
)
def test_what_is_shown_is_read_back_to_the_last_digit(form: FramesForm, options: ImageOptions) -> None:
    form.show_options(options)

    assert form.read(ImageOptions()) == options


def test_what_the_user_sets_is_read(form: FramesForm, qtbot: QtBot) -> None:
    form.show_options(ImageOptions())
    with qtbot.waitSignal(form.changed):
        form.every.setValue(3)
    form.axis.setCurrentIndex(form.axis.findData(0))
    form.seconds.setValue(20)
    form.megabytes.setValue(4096)
    form.pixels.setValue(50)

    limits = ImageLimits(pixels=50_000_000, megabytes=4096, seconds=20.0)
    assert form.read(ImageOptions()) == ImageOptions(every=3, axis=0, limits=limits)
    assert form.every.text() == "1 in 3"


def test_limits_are_folded_away(form: FramesForm) -> None:
    assert not form.seconds.isVisible()
    form.limits_button.setChecked(True)
    assert form.seconds.isVisible()
