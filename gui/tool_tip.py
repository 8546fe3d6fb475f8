"""Tool tips that hold names of files and classes."""

from __future__ import annotations

from html import escape


def plain(text: str) -> str:
    """The text as it is: tool tips take for HTML what looks like it, and names may look like anything."""
    return f"<qt>{escape(text, quote=False).replace(chr(10), '<br>')}</qt>"
