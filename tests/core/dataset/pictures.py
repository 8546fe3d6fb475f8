"""Small image files to test with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image


def write_picture(path: Path, seed: int = 0, size: tuple[int, int] = (12, 10)) -> Path:
    """A noisy colour image of width and height `size`; another seed is another content."""
    width, height = size
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    return write_pixels(path, pixels)


def write_pixels(path: Path, pixels: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def write_classes(folder: Path, count: int = 3, classes: tuple[str, ...] = ("cat", "dog")) -> Path:
    """A folder per class with `count` different images each."""
    for number, label in enumerate(classes):
        for image in range(count):
            write_picture(folder / label / f"{image}.png", seed=1000 * number + image)
    return folder
