"""The frames of a file as a network takes them: for prediction, predict.py and inspection alike.

Its source travels with every exported model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from core.modalities.images.preprocessing import ImageProblem, Preprocessing, ReadOptions, prepare
from core.modalities.images.readers import reader_of


def prepared_frames(
    path: Path, numbers: Sequence[int], preprocessing: Preprocessing, options: ReadOptions
) -> Iterator[np.ndarray | ImageProblem]:
    """Yield each of these frames of a file, [height, width, 3], or why there is none.

    One that is bad does not cost the others.
    """
    done = 0
    while done < len(numbers):
        try:
            for pixels in reader_of(path).read(path, numbers[done:], options):
                yield prepare(pixels, preprocessing)
                done += 1
            return
        except ImageProblem as problem:
            yield problem
            done += 1
