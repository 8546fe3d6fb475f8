"""pydicom without what it would bring along: fetching examples opens a socket, and other decoders disturb ours."""

from __future__ import annotations

import sys
from functools import cache

#: urllib3, which requests imports, binds a socket to find out whether there is IPv6. pydicom imports every decoder that
#: is installed; GDCM loads its libraries for all to see, and decoders that share names with them would call them.
NOT_WANTED = ("requests", "gdcm", "pylibjpeg", "jpeg_ls")


@cache
def import_pydicom() -> None:
    """Import pydicom before anything else does: it looks for these, and does without what is not there."""
    if "pydicom" in sys.modules:
        return
    hidden = [name for name in NOT_WANTED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # as Python has it: these are not to be found
    try:
        import pydicom.pixels.decoders  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]
