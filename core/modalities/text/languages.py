"""Languages: in which the texts of a dataset are, as shares of the whole; one sentence alone gives few hints.

Letters tell other scripts. Languages in Latin letters are told by their small words, which every text has many of and
which no terms of a field take the place of: an English report of Latin terms has English ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.modalities.text.small_words import SMALL_WORDS

#: texts with fewer words say nothing; of longer ones so many words are looked at
FEWEST_WORDS, MOST_WORDS = 5, 200
#: small words of a language that a text must have, how many of its words, and how many more than of any other
FEWEST_HITS, SHARE_OF_HITS, AHEAD = 2, 0.2, 2
#: letters by which a script is known
FEWEST_LETTERS = 3
#: what stands before the language where only the script is known
SCRIPT = "script-"
_WORD = re.compile(r"[^\W\d_]+")
#: by the first word of the names that Unicode gives letters
_SCRIPTS = {
    "CYRILLIC": "cyrillic", "GREEK": "greek", "ARABIC": "arabic", "HEBREW": "hebrew", "CJK": "cjk", "HIRAGANA": "cjk",
    "KATAKANA": "cjk", "HANGUL": "hangul", "THAI": "thai", "DEVANAGARI": "devanagari", "BENGALI": "bengali",
    "TAMIL": "tamil", "GEORGIAN": "georgian", "ARMENIAN": "armenian",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language, or a script of several, and the texts that are in it."""

    #: code of ISO 639, or “script-” and the name of a script
    name: str
    places: tuple[int, ...]


def languages(texts: Sequence[str]) -> list[Language]:
    """Return the languages of those texts that say so clearly, the most frequent first."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        name = language_of(text)
        if name:
            places.setdefault(name, []).append(place)
    return [
        Language(name=name, places=tuple(found))
        for name, found in sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def language_of(text: str) -> str:
    """Return the language of a text; "" where it is too short, or between two."""
    script = "" if text.isascii() else _script(text)
    if script:
        return SCRIPT + script
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return ""
    hits = Counter({name: sum(word in small for word in words) for name, small in SMALL_WORDS.items()})
    (first, most), (_, second) = hits.most_common(2)
    is_clear = most >= max(FEWEST_HITS, SHARE_OF_HITS * len(words)) and most - second >= min(AHEAD, most / 2)
    return first if is_clear else ""


def _script(text: str) -> str:
    """Return the script of more than half of the letters; "" where that is Latin."""
    letters = [letter for letter in text[:1000] if letter.isalpha()]
    found = Counter(script_of(letter) for letter in letters if not letter.isascii())
    script, count = found.most_common(1)[0] if found else ("", 0)
    return script if count >= max(FEWEST_LETTERS, len(letters) / 2 + 0.5) else ""


def script_of(letter: str) -> str:
    """Return the script that a letter is of; "" for Latin and those that are not looked for."""
    return _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0].partition("-")[0], "")
