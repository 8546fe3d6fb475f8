"""Fact names: what a fact of an image or a text is called where an audit speaks of it."""

from __future__ import annotations

from core.messages import Message

_NAMES = {
    "width": Message("fact-width"),
    "height": Message("fact-height"),
    "aspect ratio": Message("fact-aspect-ratio"),
    "bits": Message("fact-bits"),
    "file type": Message("fact-file-type"),
    "device": Message("fact-device"),
    "site": Message("fact-site"),
    "body part": Message("fact-body-part"),
    "photometric": Message("fact-photometric"),
    "pixel spacing": Message("fact-pixel-spacing"),
    "tube voltage": Message("fact-tube-voltage"),
    "slice thickness": Message("fact-slice-thickness"),
    "window": Message("fact-window"),
    "burned-in annotation": Message("fact-burned-in-annotation"),
    "margin left": Message("fact-margin-left"),
    "margin right": Message("fact-margin-right"),
    "margin top": Message("fact-margin-top"),
    "margin bottom": Message("fact-margin-bottom"),
    "white margin": Message("fact-white-margin"),
    "text": Message("fact-text"),
    "characters": Message("fact-characters"),
    "words": Message("fact-words"),
    "capitals": Message("fact-capitals"),
    "digits": Message("fact-digits"),
    "punctuation": Message("fact-punctuation"),
    "letters beyond ASCII": Message("fact-beyond-ascii"),
    "mis-encoded": Message("fact-mis-encoded"),
}


def fact_name(fact: str) -> Message:
    """Return the name of a fact that a modality measures."""
    return _NAMES[fact]
