"""What examples are called: sentences are written of images, and said of texts where these are what is learnt from.

A sentence changes as a whole, before it is translated: translators are given both.
"""

from __future__ import annotations

import re

from core.wording.file_kinds import FILE_KINDS
from core.wording.images import IMAGES
from core.wording.wording import say_with

#: the names of the kinds of data
OF_IMAGES, OF_TEXTS = "images", "text"
#: what stands in braces are names of arguments, and ways to write them
NOUN = re.compile(r"\{[^{}]*\}|\b(?:(an?) )?(image|picture)(s|\(s\))?\b", re.IGNORECASE)
#: they are about files of images, whatever is learnt from
FIXED = frozenset(
    sentence for wording in (IMAGES | FILE_KINDS).values() for sentence in (wording.text, wording.hint, wording.one)
)
_kinds = [OF_IMAGES]


def speak_of(kind: str) -> None:
    """Let all that is worded from now on be said of examples of this kind."""
    _kinds[:] = [kind]
    say_with(said_of_texts if kind == OF_TEXTS else lambda sentence: sentence)


def spoken_of() -> str:
    """Return the name of the kind of data of which is spoken."""
    return _kinds[0]


def said_of_texts(sentence: str) -> str:
    """Return what says of texts what this sentence says of images; any other sentence as it is."""
    return sentence if sentence in FIXED else NOUN.sub(_noun_of_texts, sentence)


def _noun_of_texts(found: re.Match[str]) -> str:
    article, noun, plural = found.groups()
    if noun is None:
        return found[0]
    before = f"{article[0]} " if article else ""
    said = "text" if noun.islower() or article else "Text"
    return f"{before}{said}{plural or ''}"
