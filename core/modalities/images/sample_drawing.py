"""Draw what the sample shows: synthetic images that look a little like radiographs of the chest, drawn from a seed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

SIZE = 256
#: 12 bits
WHITE = 4095
#: each in one stroke, in a square from (0, 0) at the upper left to (1, 1)
LETTERS = {
    "L": ((0, 0), (0, 1), (1, 1)),
    "R": ((0, 1), (0, 0), (1, 0), (1, 0.5), (0, 0.5), (1, 1)),
}
#: of a letter, in pixels
LETTER_PLACE, LETTER_SIZE, LETTER_STROKE = (16, 16), (18, 26), 4


@dataclass(frozen=True, kw_only=True)
class Body:
    """What all images of a subject share: values are fractions of the image's side, unless they are brightness."""

    tissue: np.ndarray
    lung_width: float
    lung_height: float
    rib_spacing: float
    rib_phase: float
    rib_brightness: float
    noise: float
    gain: float
    offset: float


def draw_body(generator: np.random.Generator) -> Body:
    return Body(
        tissue=_cloud(generator, 0.3) * 0.08 + _cloud(generator, 0.08) * 0.035,
        lung_width=generator.uniform(0.15, 0.19),
        lung_height=generator.uniform(0.30, 0.38),
        rib_spacing=generator.uniform(0.075, 0.11),
        rib_phase=generator.uniform(0, 1),
        rib_brightness=generator.uniform(0.04, 0.10),
        noise=generator.uniform(0.025, 0.04),
        gain=generator.uniform(0.7, 1.0),
        offset=generator.uniform(0.0, 0.1),
    )


def draw_radiograph(body: Body, with_nodules: bool, generator: np.random.Generator) -> np.ndarray:
    """Return one image of a body, [256, 256] uint16, 0 black to 4095 white."""
    side = np.linspace(-0.5, 0.5, SIZE, dtype=np.float32)
    x, y = np.meshgrid(side + generator.uniform(-0.03, 0.03), side + generator.uniform(-0.03, 0.03))
    image = 0.62 + body.tissue - 0.38 * _lungs(body, x, y) + _ribs(body, x, y)
    for _ in range(generator.integers(1, 5)):
        image += _vessel(x, y, body, generator)
    for _ in range(generator.integers(1, 4) if with_nodules else 0):
        image += _nodule(x, y, body, generator)
    image = image + _cloud(generator, 0.025) * 0.02 + body.noise * generator.standard_normal(image.shape, np.float32)
    return _as_pixels((body.offset + body.gain * image) * WHITE)


def brightened(pixels: np.ndarray) -> np.ndarray:
    return _as_pixels(pixels * 1.05 + 150)


def with_letter(pixels: np.ndarray, letter: str) -> np.ndarray:
    """Return the image with a white letter at its upper left, as one that says which side is which."""
    strokes = Image.new("1", pixels.shape[::-1])
    left, top = LETTER_PLACE
    width, height = LETTER_SIZE
    points = [(left + width * x, top + height * y) for x, y in LETTERS[letter]]
    ImageDraw.Draw(strokes).line(points, fill=1, width=LETTER_STROKE, joint="curve")
    return np.where(np.asarray(strokes), np.uint16(WHITE), pixels)


def _as_pixels(values: np.ndarray) -> np.ndarray:
    pixels: np.ndarray = np.rint(np.clip(values, 0, WHITE)).astype(np.uint16)
    return pixels


def _lungs(body: Body, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return 1 within the two dark fields, 0 outside, with a soft edge."""
    distance = ((np.abs(x) - 0.22) / body.lung_width) ** 2 + ((y + 0.02) / body.lung_height) ** 2
    return (1 - np.tanh(4 * (distance - 1))) / 2


def _ribs(body: Body, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    wave = np.sin(2 * math.pi * ((y + 0.6 * x**2) / body.rib_spacing + body.rib_phase))
    return body.rib_brightness * np.clip(wave, 0, 1)


def _place_in_lung(body: Body, generator: np.random.Generator) -> tuple[float, float]:
    radius, angle = 0.75 * math.sqrt(generator.uniform()), generator.uniform(0, 2 * math.pi)
    side = 1 if generator.uniform() < 0.5 else -1
    return side * 0.22 + radius * body.lung_width * math.cos(angle), radius * body.lung_height * math.sin(angle) - 0.02


def _nodule(x: np.ndarray, y: np.ndarray, body: Body, generator: np.random.Generator) -> np.ndarray:
    """Return a round bright spot with a soft edge."""
    centre_x, centre_y = _place_in_lung(body, generator)
    radius, brightness = generator.uniform(0.038, 0.06), generator.uniform(0.22, 0.36)
    distance = np.hypot(x - centre_x, y - centre_y) / radius
    return brightness * (1 - np.tanh(3 * (distance - 1))) / 2


def _vessel(x: np.ndarray, y: np.ndarray, body: Body, generator: np.random.Generator) -> np.ndarray:
    """Return a bright streak, which both classes have."""
    centre_x, centre_y = _place_in_lung(body, generator)
    width, length = generator.uniform(0.012, 0.022), generator.uniform(0.06, 0.12)
    brightness, angle = generator.uniform(0.08, 0.18), generator.uniform(0, math.pi)
    along = (x - centre_x) * math.cos(angle) + (y - centre_y) * math.sin(angle)
    across = (y - centre_y) * math.cos(angle) - (x - centre_x) * math.sin(angle)
    return brightness * np.exp(-((along / length) ** 2) - (across / width) ** 2)


def _cloud(generator: np.random.Generator, scale: float) -> np.ndarray:
    """Return smooth noise of unit spread; `scale` is the size of its structure, as a fraction of the side."""
    side = round(1 / scale)
    coarse = Image.fromarray(generator.standard_normal((side, side), np.float32))
    smooth = np.asarray(coarse.resize((SIZE, SIZE), Image.Resampling.BICUBIC))
    return smooth / smooth.std()
