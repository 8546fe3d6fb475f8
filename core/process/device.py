"""The device: on what networks compute in this process, and all that is chosen by what that is.

It lies below training, since features, advice and prediction compute on the same one.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import psutil

from core.process.arithmetic import arithmetic
from core.storage.files import sha256_of

#: images that pass a processor together: few enough that what they leave behind fits in its caches
GROUP = 4
#: so long a text has as much to compute as an image, and as many pass together
AS_LONG_AS_AN_IMAGE = 128
#: groups that are read between two looks at the job
GROUPS_READ = 16
#: texts pass in groups of one length, so that far more are read: few of these are filled up, and some seconds pass
MOST_GROUPS_OF_TEXTS, MOST_TEXTS = 128, 1024
#: for a child process that must not see a graphics card
WITHOUT_GRAPHICS = {"CUDA_VISIBLE_DEVICES": "-1"}


@dataclass(frozen=True, kw_only=True)
class Device:
    """How networks compute: where, how many examples at a time, and by which arithmetic."""

    #: as TensorFlow names it; "" where TensorFlow is to choose
    name: str = ""
    #: examples that pass frozen layers together, wherever they do: how many they are shows in the last bits
    group: int = GROUP
    #: whether a step of training is compiled by XLA, which makes it ten times slower on a processor
    compiles_steps: bool = False

    def scope(self) -> AbstractContextManager[object]:
        """Return the context in which variables are made, and functions run, on this device."""
        if not self.name:
            return nullcontext()
        import tensorflow as tf

        scope: AbstractContextManager[object] = tf.device(self.name)
        return scope

    def groups(self, count: int) -> Iterator[slice]:
        """Yield the places of so many examples in the groups in which they are computed; the last may be smaller."""
        for start in range(0, count, self.group):
            yield slice(start, min(start + self.group, count))

    def group_of_texts(self, length: int) -> int:
        """Return how many texts of so many tokens pass frozen layers together."""
        return max(1, self.group * AS_LONG_AS_AN_IMAGE // length)

    def read_together(self, longest: int | None) -> int:
        """Return how many examples to read at a time; `longest` are the tokens of a text, None for images."""
        fewest = GROUPS_READ * self.group
        if longest is None:
            return fewest
        return max(fewest, min(MOST_GROUPS_OF_TEXTS * self.group_of_texts(longest), MOST_TEXTS))

    @property
    def arithmetic(self) -> str:
        """Return a digest of all that decides the last bits of what is computed here; see `core.process.arithmetic`."""
        digest = arithmetic()
        # the usual size is left out: all that has been kept until now was computed by it, and bears its name without
        return digest if self.group == GROUP else sha256_of(digest, self.group)

    @property
    def memory(self) -> int | None:
        """Return the bytes of memory that networks and all else share; None where the system does not say."""
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (AttributeError, OSError, ValueError):
            return None

    def memory_in_use(self) -> int:
        """Return the bytes that networks take now, with all else in this process."""
        return psutil.Process().memory_info().rss


#: rounds alike in every program, which a graphics card does not
PROCESSOR = Device(name="/CPU:0")


@functools.cache
def this_device() -> Device:
    """Return the device of this process."""
    return Device()
