"""Readers: what is known of a file before it is decoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.dataset.preprocessing import ImageProblem
from core.dataset.readers import Header, is_image, reader_of
from tests.core.dataset.pictures import write_picture, write_pixels

MOST_PIXELS = 10**7

#: of the real odd images, those that cannot be read
UNREADABLE = {"broken_data_stream.png", "decompression_bomb.gif", "truncated_image.png", "truncated_jpeg.jpg"}


def probe(path: Path) -> Header:
    return reader_of(path).probe(path, MOST_PIXELS)


@pytest.mark.parametrize("name", ["a.JPG", "a.png", "a.b.Tiff", "a.webp", "a.pgm"])
def test_images_are_known_by_their_ending(name: str) -> None:
    assert is_image(name)


@pytest.mark.parametrize("name", ["a.txt", "png", "a.eps", "a.pdf", "a"])
def test_other_files_are_no_images(name: str) -> None:
    assert not is_image(name)
    with pytest.raises(ImageProblem, match="type"):
        reader_of(Path(name))


def test_a_header_tells_size_and_bits(tmp_path: Path) -> None:
    assert probe(write_picture(tmp_path / "a.jpg", size=(12, 10))) == Header(width=12, height=10, bits=8)
    deep = write_pixels(tmp_path / "a.png", np.zeros((3, 5), np.uint16))
    assert probe(deep) == Header(width=5, height=3, bits=16)


def test_a_header_tells_the_size_as_a_person_sees_it(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (12, 10)).save(tmp_path / "a.jpg", exif=exif)
    assert probe(tmp_path / "a.jpg") == Header(width=10, height=12, bits=8)


def test_every_odd_image_is_read_or_refused_with_a_reason(shared_data: Path) -> None:
    refused = {}
    for path in sorted((shared_data / "odd_images").iterdir()):
        reader = reader_of(path)
        try:
            header = reader.probe(path, MOST_PIXELS)
            pixels = reader.read(path, MOST_PIXELS)
        except ImageProblem as problem:
            refused[path.name] = str(problem)
        else:
            assert pixels.shape == (header.height, header.width, 3), path.name
            assert (pixels.dtype == np.uint8) == (header.bits == 8), path.name
    assert set(refused) == UNREADABLE
    assert all(reason.startswith("The ") and name not in reason for name, reason in refused.items())
