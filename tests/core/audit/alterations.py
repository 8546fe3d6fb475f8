"""Ways in which a picture comes to lie in a dataset twice, each drawn at random within what people really do."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps

Alter = Callable[[Image.Image, np.random.Generator], Image.Image]


def saved_again(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=int(chance.integers(30, 95)))
    return Image.open(file).convert("RGB")


def resized(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    factor = chance.uniform(0.5, 1.6)
    return image.resize(_at_least(image.width * factor, image.height * factor), Image.Resampling.BICUBIC)


def stretched(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    size = _at_least(image.width * chance.uniform(0.6, 1.5), image.height * chance.uniform(0.6, 1.5))
    return image.resize(size, Image.Resampling.BICUBIC)


def turned_square(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    turn = [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270]
    return image.transpose(turn[chance.integers(3)])


def flipped(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return ImageOps.mirror(image) if chance.random() < 0.5 else ImageOps.flip(image)


def relit(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Another gain, brightness and gamma; what leaves the range is cut off."""
    values = (np.asarray(image, np.float32) / 255) ** chance.uniform(0.6, 1.6)
    values = (values - 0.5) * chance.uniform(0.6, 1.4) + 0.5 + chance.uniform(-0.2, 0.2)
    return Image.fromarray(np.uint8(np.clip(values, 0, 1) * 255))


def turned_a_little(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return _turned(image, chance.choice([-1, 1]) * chance.uniform(1, 15))


def turned(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    return _turned(image, chance.uniform(0, 360))


def turned_whole(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """The canvas grows until all of the picture is in it."""
    return _turned(image, chance.uniform(0, 360), expand=True)


def turned_and_cut(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    """The corners without a picture are cut off."""
    degrees = chance.uniform(-30, 30)
    angle = np.deg2rad(abs(degrees))
    width, height = image.size
    shrink = 1 / (np.cos(angle) + np.sin(angle) * max(width, height) / min(width, height))
    across, down = width * shrink / 2, height * shrink / 2
    box = (round(width / 2 - across), round(height / 2 - down), round(width / 2 + across), round(height / 2 + down))
    return _turned(image, degrees).crop(box)


ALTERATIONS: dict[str, tuple[Alter, ...]] = {
    "saved again": (saved_again,),
    "resized": (resized, saved_again),
    "stretched": (stretched, saved_again),
    "relit": (relit, saved_again),
    "turned by 90, 180 or 270°": (turned_square, saved_again),
    "flipped": (flipped, saved_again),
    "turned by up to 15°": (turned_a_little, saved_again),
    "turned by any angle": (turned, saved_again),
    "turned whole": (turned_whole, saved_again),
    "turned and cut": (turned_and_cut, saved_again),
    "turned by 90° and stretched": (turned_square, stretched, saved_again),
    "flipped, turned, relit": (flipped, turned, relit, saved_again),
    "turned, then stretched": (turned, stretched, saved_again),
    "stretched, then turned": (stretched, turned, saved_again),
    "all but stretched": (flipped, turned, relit, resized, saved_again),
    "all": (flipped, turned_a_little, stretched, relit, saved_again),
}


def altered(image: Image.Image, how: str, chance: np.random.Generator) -> Image.Image:
    for alter in ALTERATIONS[how]:
        image = alter(image, chance)
    return image


def _turned(image: Image.Image, degrees: float, expand: bool = False) -> Image.Image:
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=expand)


def _at_least(width: float, height: float) -> tuple[int, int]:
    return max(32, round(width)), max(32, round(height))
