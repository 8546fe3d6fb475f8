"""Known languages: those whose words stand whole in the vocabulary of an encoder.

Into how many pieces it cuts the words of a text would not tell: an English report in terms of medicine is cut into as
many as German (2.5 a word by the vocabulary of BERT, and everyday English into 1.3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from core.modalities.text.accents import without_accents
from core.modalities.text.languages import FEWEST_LETTERS, SCRIPT, script_of
from core.modalities.text.small_words import SMALL_WORDS
from core.modalities.text.vocabulary import INSIDE

#: letters from which a small word counts: shorter ones are in every vocabulary
LONG = 4
#: of these, how many a vocabulary has of a language that it was made for. BERT's has all English ones, and at most 26 %
#: of any other language
SHARE_KNOWN = 0.7
#: words in other letters than Latin that a vocabulary has which was made for them
WORDS_KNOWN = 500


def known_languages(vocabulary: Collection[str]) -> frozenset[str]:
    """Return the languages that this vocabulary of WordPiece was made for, by the names that `languages` gives."""
    words = {piece for piece in vocabulary if not piece.startswith(INSIDE)}
    with_accents = any(letter in words for letter in "éöüáñ") and any(map(_has_accent_within, words))
    known = {language for language, small in SMALL_WORDS.items() if _share(small, words, with_accents) >= SHARE_KNOWN}
    scripts = Counter(script_of(word[0]) for word in words if word and (len(word) >= FEWEST_LETTERS or _is_sign(word)))
    return frozenset(known | {SCRIPT + script for script, count in scripts.items() if script and count >= WORDS_KNOWN})


def _share(small: Collection[str], words: Collection[str], with_accents: bool) -> float:
    long = [word for word in small if len(word) >= LONG]
    return sum((word if with_accents else without_accents(word)) in words for word in long) / max(1, len(long))


def _has_accent_within(word: str) -> bool:
    return len(word) >= LONG and without_accents(word) != word and not script_of(word[0])


def _is_sign(word: str) -> bool:
    """Return whether one character is a word, as in Chinese."""
    return script_of(word[0]) == "cjk"
