"""Tool tips of text that may come from anyone: names of files and classes."""

from __future__ import annotations

from html import escape


def plain(text: str) -> str:
    """Return the text as it is: Qt takes what looks like HTML for HTML. None at all where there is nothing to say."""
    escaped = escape(text, quote=False).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if text else ""
