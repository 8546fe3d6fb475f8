"""Facts: what can be known of an image without looking at what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Protocol

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.images.appearance import FACTS, appearances
from core.modalities.images.facts import HasFacts, picture_facts
from core.modalities.images.prepared import PreparedImages
from core.modalities.images.readers import READERS


class Pictured(HasFacts, Protocol):
    """Name what is asked of an example."""

    @property
    def key(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def site(self) -> str: ...


STEP = Message("measuring-borders-and-text")
BATCH = 64
#: “%” are shares
UNITS = {
    "width": "px", "height": "px", "bits": "bits", "pixel spacing": "mm", "slice thickness": "mm", "tube voltage": "kV",
    **dict.fromkeys(FACTS, "%"),
}  # fmt: skip


def facts_by_name(images: Sequence[Pictured], prepared: PreparedImages, job: Job) -> dict[str, np.ndarray]:
    """Return by the name of the fact one value for each of these images: numbers or text."""
    facts = [picture_facts(image) for image in images]
    acquired = [one.acquisition for one in facts]
    seen = _seen([image.key for image in images], prepared, job)
    return {
        "width": np.array([one.width for one in facts]),
        "height": np.array([one.height for one in facts]),
        "aspect ratio": np.array([one.width / max(1, one.height) for one in facts]),
        "bits": np.array([one.bits for one in facts]),
        "file type": np.array([_file_type(image.file) for image in images]),
        "device": np.array([one.device for one in acquired]),
        "site": np.array([image.site for image in images]),
        "body part": np.array([one.body_part for one in acquired]),
        "photometric": np.array([one.photometric for one in acquired]),
        "pixel spacing": np.array([one.spacing for one in acquired]),
        "tube voltage": np.array([one.kvp for one in acquired]),
        "slice thickness": np.array([one.slice_thickness for one in acquired]),
        "window": np.array([one.window for one in acquired]),
        "burned-in annotation": np.array([one.burned_in for one in acquired]),
        **seen,
    }


def _file_type(file: str) -> str:
    """An ending that no reader knows may be part of a name, and is not reported."""
    ending = PurePosixPath(file).suffix.lower()
    return ending if any(ending in reader.endings for reader in READERS) else ""


def _seen(keys: Sequence[str], prepared: PreparedImages, job: Job) -> dict[str, np.ndarray]:
    starts = range(0, len(keys), BATCH)
    batches = [
        appearances(prepared.read(keys[start : start + BATCH])) for start in job.steps(STEP, starts, len(starts))
    ]
    return dict(zip(FACTS, np.concatenate(batches).T, strict=True))
