"""Counts: files are counted, and the images in them are said apart."""

from __future__ import annotations

from core.dataset.counts import counted_examples
from core.dataset.dataset import Example
from core.wording.catalogue import text_of


def images(files: int, frames: int) -> list[Example]:
    many = range(frames) if frames > 1 else (None,)
    return [Example(file=f"{number}.nii", label="a", frame=frame) for number in range(files) for frame in many]


def test_images_with_a_file_each_are_counted_as_images() -> None:
    assert text_of(counted_examples(images(1, 1))) == "1 image"
    assert text_of(counted_examples(images(2000, 1))) == "2,000 images"


def test_files_with_several_images_are_counted_as_files() -> None:
    assert text_of(counted_examples(images(1, 20))) == "1 file (20 images in it)"
    assert text_of(counted_examples(images(672, 9))) == "672 files (6,048 images in them)"
