"""pydicom without what it brings along to fetch examples: importing that costs time, and opens a socket."""

from __future__ import annotations

import sys
from functools import cache


@cache
def import_pydicom() -> None:
    """To be called before anything else imports pydicom: it looks for requests, and does without where it is not there.

    urllib3, which requests imports, binds a socket to find out whether there is IPv6.
    """
    if "pydicom" in sys.modules or "requests" in sys.modules:
        return
    sys.modules["requests"] = None  # type: ignore[assignment]  # as Python has it: this module is not to be found
    try:
        import pydicom  # noqa: F401
    finally:
        del sys.modules["requests"]
