"""Images: the modality of single pictures, from photographs to frames of DICOM and slices of volumes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.declared import Declared
from core.modalities.images.burned_in import burned_in
from core.modalities.images.decoding import DecodePool, ImageLimits, image_limits
from core.modalities.images.facts import ACQUISITION, NOTHING_KNOWN, PictureFacts, picture_facts
from core.modalities.images.file_facts import FileFacts, file_facts
from core.modalities.images.image_files import ImageFiles
from core.modalities.images.options import ImageOptions, image_options
from core.modalities.images.prepared import PreparedImages
from core.modalities.images.preparing import fill
from core.modalities.images.preprocessing import Preprocessing
from core.modalities.images.recipe import image_recipe
from core.modalities.images.strength import STRENGTHS
from core.process.limits import Limits
from core.process.worker_pool import Failure

if TYPE_CHECKING:
    from core.modalities.images.image_augmenter import ImageAugmenter


@dataclass(frozen=True)
class Images:
    """The `Modality` of `core.modalities.modality`, for images."""

    name: str = "images"
    needed_columns: tuple[str, ...] = ("width", "height", "bits")
    columns: tuple[str, ...] = (*needed_columns, *ACQUISITION)
    files: ImageFiles = field(default_factory=ImageFiles)

    def write_sample(self, folder: Path, job: Job) -> Path:
        """Write the synthetic images. Return their table."""
        from core.modalities.images.sample import write_sample

        return write_sample(folder, job)

    def cells_of(self, facts: Any) -> list[str | int | float]:
        """Return a cell for each column."""
        return (facts or NOTHING_KNOWN).as_cells()

    def values_of(self, facts: Any) -> list[Any]:
        """Return all that is known, for a hash."""
        return (facts or NOTHING_KNOWN).as_values()

    def facts_of(self, row: Mapping[str, str]) -> PictureFacts | None:
        """Return what `cells_of` has written; None where that was nothing."""
        facts = PictureFacts.from_row(row)
        return None if facts == NOTHING_KNOWN else facts

    def options_of(self, values: Mapping[str, Any]) -> ImageOptions:
        """Return what is seen of images, as these values have it."""
        return ImageOptions.from_json(values)

    def pool(self, limits: Limits | None) -> DecodePool:
        """Return workers that decode images."""
        return DecodePool(None if limits is None else image_limits(limits))

    def file_facts(
        self, path: Path, options: Any, label_tag: str, hide: Callable[[str], str], limits: ImageLimits
    ) -> FileFacts | Failure:
        """Return what a file of images says of itself."""
        return file_facts(path, image_options(options).read_options(limits), label_tag, hide)

    def augmenter(self, strength: str, flips: str, recipe: Any) -> ImageAugmenter:
        """Return what moves, mirrors and lights images so much."""
        from core.modalities.images.image_augmenter import ImageAugmenter

        return ImageAugmenter(STRENGTHS[strength], flips)

    def recipe(self, examples: Sequence[Any], given: Any, options: Any, job: Job) -> Preprocessing:
        """Return how images are brought to the size that a network takes; deep ones keep their depth."""
        height, width = given.size
        deepest = max((picture_facts(one).bits for one in examples), default=8)
        depth = 8 if deepest <= 8 else 16
        seen = image_options(options)
        return Preprocessing(height=height, width=width, depth=depth, window=seen.window, axis=seen.axis)

    def recipe_like(self, recipe: Any, given: Any) -> Preprocessing:
        """Return the same for another size."""
        height, width = given.size
        return replace(image_recipe(recipe), height=height, width=width)

    def recipe_of(self, values: dict[str, Any], folder: Path) -> Preprocessing:
        """Return the recipe that gave these values."""
        return Preprocessing.from_json(values)

    def rows(self, recipe: Any, folder: Path) -> PreparedImages:
        """Return the prepared images in this folder."""
        return PreparedImages(recipe, folder)

    def fill(self, rows: Any, examples: Sequence[tuple[Path, Any]], job: Job, pool: Any) -> dict[str, Message]:
        """Append the pictures of these examples. Return the reason for each key that failed."""
        return fill(rows, examples, job, pool)

    def facts_by_name(self, examples: Sequence[Any], rows: Any, job: Job) -> dict[str, np.ndarray]:
        """Return by the name of the fact one value for each of these images."""
        from core.modalities.images.shortcut_facts import facts_by_name

        return facts_by_name(examples, rows, job)

    @property
    def fact_units(self) -> Mapping[str, str]:
        """Return in what these are counted, by their names."""
        from core.modalities.images.shortcut_facts import UNITS

        return UNITS

    def declared(self, examples: Sequence[Any], rows: Any, groups: np.ndarray, job: Job) -> list[Declared]:
        """Return what files say of text that is burned into their pixels."""
        return burned_in(examples)

    def near_duplicates(
        self, examples: Sequence[Any], rows: Any, features_of: Callable, groups: np.ndarray, job: Job
    ) -> list[tuple[int, int, Message]]:
        """Return pairs of places in `examples`, and how the two are alike."""
        from core.modalities.images.duplicates import find_near_duplicates

        keys = [image.key for image in examples]
        pairs = find_near_duplicates(
            read=lambda some: rows.read([keys[number] for number in some]),
            sizes=np.array([(facts.width, facts.height) for facts in map(picture_facts, examples)]),
            features_of=features_of,
            groups=groups,
            job=job,
        )
        return [(pair.first, pair.second, pair.how) for pair in pairs]
