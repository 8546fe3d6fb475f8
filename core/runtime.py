"""How this process treats memory while TensorFlow computes."""

from __future__ import annotations

import ctypes
import sys

#: of glibc's malloc.h
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3
#: the most that glibc lets one set
LARGEST_THRESHOLD = 32 << 20
TOP_PAD = 64 << 20


def keep_freed_memory() -> None:
    """Let the allocator keep what TensorFlow frees between two operations.

    By default glibc gives every large tensor back to the system at once and takes fresh, zeroed pages for the next,
    which costs up to half of the time in which a network runs. Does nothing where there is no glibc.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGEST_THRESHOLD)
        mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
        mallopt(M_TOP_PAD, TOP_PAD)
