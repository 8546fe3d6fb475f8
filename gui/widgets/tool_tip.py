"""Tool tips of text that may come from anyone."""

from __future__ import annotations


def tool_tip(text: str) -> str:
    """Qt takes what looks like HTML for HTML, and names of classes and files may look like anything."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
    return f"<qt>{escaped}</qt>" if text else ""
