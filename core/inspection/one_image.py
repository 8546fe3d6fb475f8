"""One image for a network to be looked into: decoded in a worker process, under the limits, as for prediction."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool, ImageLimits, failure_of
from core.modalities.images.frame import Frame
from core.modalities.images.prepared_frames import prepared_frames
from core.modalities.images.preprocessing import ImageProblem, Preprocessing
from core.modalities.images.readers import reader_of
from core.process.worker_pool import Failure

#: of a backbone by itself, where an image has more than 8 bits
DEEP = 16


@dataclass(frozen=True, kw_only=True, eq=False)
class OneImage:
    #: [height, width, 3] uint8 0..255, or float16 0..1
    pixels: np.ndarray
    #: pictures in its file
    frames: int


def prepared_image(
    frame: Frame, preprocessing: Preprocessing, job: Job, limits: ImageLimits, any_depth: bool = False
) -> OneImage:
    """Return an image as the network takes it.

    With `any_depth` float16, too, where the image is deeper than 8 bits. Raise UserError where it cannot be read.
    """
    absolute = Frame(frame.path.absolute(), frame.number)  # a worker may have started elsewhere
    read = partial(_prepared, preprocessing=preprocessing, most_pixels=limits.pixels, any_depth=any_depth)
    with DecodePool(limits, workers=1) as pool, closing(pool.map(read, [absolute], job)) as results:
        return _only(result for _, result in results)


def _only(results: Iterable[OneImage | Failure]) -> OneImage:
    result = next(iter(results))
    if isinstance(result, Failure):
        raise UserError(Message("image-not-shown", reason=result.reason))
    return result


def _prepared(frame: Frame, preprocessing: Preprocessing, most_pixels: int, any_depth: bool) -> OneImage | Failure:
    """Runs in a worker."""
    options = preprocessing.read_options(most_pixels)
    try:
        header = reader_of(frame.path).header(frame.path, options, "")
        if not 0 <= frame.number < header.frames:
            return Failure(Message("no-such-picture", number=frame.number + 1))
        if any_depth and header.bits > preprocessing.depth:
            preprocessing = replace(preprocessing, depth=DEEP)
        found = next(prepared_frames(frame.path, (frame.number,), preprocessing, options))
        if isinstance(found, ImageProblem):
            return failure_of(found)
        return OneImage(pixels=np.ascontiguousarray(found), frames=header.frames)
    except (ImageProblem, OSError) as error:
        return failure_of(error)
