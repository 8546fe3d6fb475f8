"""The built-in sample: a synthetic dataset to try the program on, drawn from a seed and the same each time."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from core.errors import UserError
from core.files import write_text, written_beside
from core.jobs import Job

STEP = "Drawing the sample images"
TABLE = "sample.csv"
SIZE = 256
SUBJECTS = 60
IMAGES_PER_SUBJECT = 4
CLASSES = ("normal", "nodule")

README = """This dataset is synthetic. It shows no patient and nothing that was ever photographed.

It was drawn by Frostline's sample generator to try the program on: 240 images of 60 invented subjects, 4 of each,
256 x 256 pixels, 16 bits, grey. They look a little like radiographs: two dark fields, ribs, and noise. Half of the
subjects have one to three round bright nodules in each image (class “nodule”), the other half have none (class
“normal”); all have thin bright vessels. sample.csv says which image is which.

What a model reaches here says nothing about real images.
"""


@dataclass(frozen=True, kw_only=True)
class _Body:
    """What all images of one subject share: values are fractions of the image's side, unless they are brightness."""

    tissue: np.ndarray
    lung_width: float
    lung_height: float
    rib_spacing: float
    rib_phase: float
    rib_brightness: float
    noise: float
    gain: float
    offset: float


def write_sample(folder: Path, job: Job, seed: int = 2024) -> Path:
    """Write the images, `sample.csv` (file, class, subject) and a README into `folder`. Returns the path of the CSV.

    Raises UserError where the folder holds something else.
    """
    if folder.exists() and not _is_free(folder):
        raise UserError(f"“{folder.name}” is not an empty folder.", hint="Choose a new folder for the sample.")
    write_text(folder / "README.txt", README)  # first of all: by it an interrupted sample is known
    rows = []
    for subject in job.steps(STEP, range(SUBJECTS), SUBJECTS):
        label = CLASSES[subject % len(CLASSES)]
        generator = np.random.default_rng([seed, subject])
        body = _draw_body(generator)
        for number in range(IMAGES_PER_SUBJECT):
            file = f"images/subject_{subject + 1:02d}_{number + 1}.png"
            _write_png(folder / file, _radiograph(body, label == "nodule", generator))
            rows.append((file, label, f"subject_{subject + 1:02d}"))
    with written_beside(folder / TABLE) as beside, open(beside, "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("file", "class", "subject"), *rows])
    return folder / TABLE


def _is_free(folder: Path) -> bool:
    """Empty, or a sample whether whole or interrupted."""
    if not folder.is_dir():
        return False
    readme = folder / "README.txt"
    return not any(folder.iterdir()) or (readme.is_file() and readme.read_bytes() == README.encode("utf-8"))


def _write_png(path: Path, pixels: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, compress_level=1)


def _draw_body(generator: np.random.Generator) -> _Body:
    return _Body(
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


def _radiograph(body: _Body, with_nodules: bool, generator: np.random.Generator) -> np.ndarray:
    """One image of a body, [256, 256] uint16."""
    side = np.linspace(-0.5, 0.5, SIZE, dtype=np.float32)
    x, y = np.meshgrid(side + generator.uniform(-0.03, 0.03), side + generator.uniform(-0.03, 0.03))
    image = 0.62 + body.tissue - 0.38 * _lungs(body, x, y) + _ribs(body, x, y)
    for _ in range(generator.integers(1, 5)):
        image += _vessel(x, y, body, generator)
    for _ in range(generator.integers(1, 4) if with_nodules else 0):
        image += _nodule(x, y, body, generator)
    image = image + _cloud(generator, 0.025) * 0.02 + body.noise * generator.standard_normal(image.shape, np.float32)
    return np.rint(np.clip(body.offset + body.gain * image, 0, 1) * 65535).astype(np.uint16)


def _lungs(body: _Body, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """1 within the two dark fields, 0 outside, with a soft edge."""
    distance = ((np.abs(x) - 0.22) / body.lung_width) ** 2 + ((y + 0.02) / body.lung_height) ** 2
    return (1 - np.tanh(4 * (distance - 1))) / 2


def _ribs(body: _Body, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    wave = np.sin(2 * math.pi * ((y + 0.6 * x**2) / body.rib_spacing + body.rib_phase))
    return body.rib_brightness * np.clip(wave, 0, 1)


def _place_in_lung(body: _Body, generator: np.random.Generator) -> tuple[float, float]:
    radius, angle = 0.75 * math.sqrt(generator.uniform()), generator.uniform(0, 2 * math.pi)
    side = 1 if generator.uniform() < 0.5 else -1
    return side * 0.22 + radius * body.lung_width * math.cos(angle), radius * body.lung_height * math.sin(angle) - 0.02


def _nodule(x: np.ndarray, y: np.ndarray, body: _Body, generator: np.random.Generator) -> np.ndarray:
    """A round bright spot with a soft edge."""
    centre_x, centre_y = _place_in_lung(body, generator)
    radius, brightness = generator.uniform(0.038, 0.06), generator.uniform(0.22, 0.36)
    distance = np.hypot(x - centre_x, y - centre_y) / radius
    return brightness * (1 - np.tanh(3 * (distance - 1))) / 2


def _vessel(x: np.ndarray, y: np.ndarray, body: _Body, generator: np.random.Generator) -> np.ndarray:
    """A bright streak, which both classes have."""
    centre_x, centre_y = _place_in_lung(body, generator)
    width, length = generator.uniform(0.012, 0.022), generator.uniform(0.06, 0.12)
    brightness, angle = generator.uniform(0.08, 0.18), generator.uniform(0, math.pi)
    along = (x - centre_x) * math.cos(angle) + (y - centre_y) * math.sin(angle)
    across = (y - centre_y) * math.cos(angle) - (x - centre_x) * math.sin(angle)
    return brightness * np.exp(-((along / length) ** 2) - (across / width) ** 2)


def _cloud(generator: np.random.Generator, scale: float) -> np.ndarray:
    """Smooth noise of unit spread; `scale` is the size of its structure, as a fraction of the side."""
    side = round(1 / scale)
    coarse = Image.fromarray(generator.standard_normal((side, side), np.float32))
    smooth = np.asarray(coarse.resize((SIZE, SIZE), Image.Resampling.BICUBIC))
    return smooth / smooth.std()
