"""Name what decides how this computer rounds: computers that differ in it agree to a tolerance, not to the bit."""

from __future__ import annotations

import functools
import os
import platform
import re
from pathlib import Path

from core.storage.files import sha256_of

CPU_FACTS = Path("/proc/cpuinfo")


@functools.cache
def arithmetic() -> str:
    """Return a digest of all that decides in which order, and how, TensorFlow adds numbers up in this process.

    These are its version, the processor with its instructions, whether oneDNN is on, and the number of cores, since
    sums are shared out among them. What is computed under one digest is the same to the bit whenever it is computed.
    """
    import tensorflow as tf

    graphics = [device.device_type for device in tf.config.list_physical_devices() if device.device_type != "CPU"]
    return sha256_of(tf.version.VERSION, platform.machine(), _processor(), is_onednn_on(), cores(), sorted(graphics))


def is_onednn_on() -> bool:
    """Return whether TensorFlow computes with oneDNN here, which replaces and joins its kernels."""
    from tensorflow.python.util import _pywrap_util_port

    return bool(_pywrap_util_port.IsMklEnabled())


def cores() -> int:
    """Return the number of cores that this process may use, which can be fewer than the computer has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """Return the processor's name and its instructions, by which libraries choose their kernels."""
    try:
        text = CPU_FACTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor()
    found = [re.search(rf"^{name}\s*: (.+)$", text, re.MULTILINE) for name in ("model name", "flags", "Features")]
    return " ".join(match[1] for match in found if match)
