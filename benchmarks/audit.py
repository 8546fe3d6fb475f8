"""Measure time and memory of an audit: `python -m benchmarks.audit [--images N] [--chest]`.

The images are drawn, or, with --chest, blends of radiographs, which are all alike and so the hardest.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from core.audit.audit import audit_dataset
from core.dataset.dataset import Dataset, Example
from core.dataset.split import Fractions, split_dataset
from core.jobs import Job
from core.modalities.images.acquisition import Acquisition
from core.modalities.images.facts import PictureFacts
from core.modalities.images.prepared import PreparedImages
from core.modalities.images.preprocessing import Preprocessing
from core.wording.catalogue import text_of

SIDE = 224
CHEST = Path(__file__).resolve().parents[2] / "shared" / "data" / "chest_xray"
Draw = Callable[[int], np.ndarray]


def drawn(place: int) -> np.ndarray:
    """Noise of all sizes, as photographs have it."""
    chance = np.random.default_rng(place)
    noises = [Image.fromarray(chance.standard_normal((size, size), np.float32)) for size in (4, 7, 14, 28, 56)]
    picture = sum(np.asarray(noise.resize((SIDE, SIDE))) / noise.width**0.5 for noise in noises)
    low, high = np.min(picture), np.max(picture)
    return _in_colour((picture - low) / (high - low) * 255)


def radiographs() -> Draw:
    """Return pictures that are each a blend of two, a little shifted."""
    files = sorted(CHEST.rglob("*.jpeg"))
    images = np.stack([np.asarray(Image.open(file).convert("L").resize((SIDE, SIDE))) for file in files])

    def blended(place: int) -> np.ndarray:
        chance = np.random.default_rng(place)
        one, other = images[chance.choice(len(images), 2, replace=False)]
        moved = np.roll(other, chance.integers(-6, 7, 2), axis=(0, 1))
        return _in_colour(0.5 * one + 0.5 * moved)

    return blended


def _in_colour(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey.astype(np.uint8)[..., np.newaxis], 3, axis=-1)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=10_000, metavar="N", help="(%(default)s)")
    parser.add_argument("--chest", action="store_true", help="blends of radiographs in place of drawn pictures")
    options = parser.parse_args(arguments)
    draw = radiographs() if options.chest else drawn
    dataset = split_dataset(_dataset(options.images), Fractions(), seed=0)
    recipe = Preprocessing(height=SIDE, width=SIDE)
    with (
        tempfile.TemporaryDirectory(prefix="frostline-benchmark-") as scratch,
        PreparedImages(recipe, Path(scratch)) as prepared,
    ):
        for place, image in enumerate(dataset.examples):
            prepared.append([image.key], draw(place)[np.newaxis])
        before, start, processor_start = _peak_memory(), time.perf_counter(), time.process_time()
        audit = audit_dataset(dataset, prepared, _no_features, Job())
        seconds, of_a_core = time.perf_counter() - start, time.process_time() - processor_start
    print(f"{options.images:,} images: {seconds:.1f} s, {of_a_core:.1f} s of a core, {_peak_memory() - before:.0f} MiB")
    for finding in audit.findings:
        print(f"  {finding.severity}: {text_of(finding.message)}")


def _dataset(count: int) -> Dataset:
    """Two devices, one of which one class has a little more often, and ten images of each subject."""
    chance = np.random.default_rng(0)
    images = []
    for place in range(count):
        label = "ab"[place // 10 % 2]
        device = "Aurora" if chance.random() < (0.6 if label == "a" else 0.5) else "F-200"
        images.append(
            Example(
                file=f"{place}.dcm",
                label=label,
                subject=f"subject {place // 10}",
                sha256=f"{place:064x}",
                facts=PictureFacts(
                    width=int(chance.choice([500, 400, 333])),
                    height=375,
                    acquisition=Acquisition(device=device, photometric="MONOCHROME2"),
                ),
            )
        )
    return Dataset(folder=Path("/"), examples=tuple(images))


def _no_features(images: np.ndarray) -> np.ndarray:
    return np.zeros((len(images), 1), np.float32)


def _peak_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
