"""Set how this process treats memory while TensorFlow computes."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

#: of glibc's malloc.h
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX, M_ARENA_MAX = -1, -2, -4, -8
TOP_PAD = 64 << 20


def keep_freed_memory() -> None:
    """Let the allocator keep what TensorFlow frees between two operations.

    By default glibc gives every large tensor back to the system at once and takes fresh, zeroed pages for the next,
    which costs up to half of the time in which a network runs. So nothing is mapped on its own, and all threads share
    one heap: the heaps of single threads are too small for large tensors. To be called before TensorFlow starts its
    threads. Does nothing where there is no glibc.
    """
    if libc := _glibc():
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_MAX, 0)
        libc.mallopt(M_TRIM_THRESHOLD, 2**31 - 1)
        libc.mallopt(M_TOP_PAD, TOP_PAD)


def give_back_memory() -> None:
    """Give free memory back to the system, which a process that lives on owes to others."""
    if libc := _glibc():
        libc.malloc_trim(0)


def _glibc() -> Any | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
