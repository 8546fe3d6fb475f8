"""Class names: which are spelt differently and mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping

_WHOLE_NUMBER = re.compile(r"0*(\d+)(?:[.,]0+)?")


def key_of(name: str) -> str:
    """Return what two names have in common that differ in case, in blanks or in Unicode form only.

    Underscores count as blanks, since file names use them so, and marks that cannot be seen count for nothing, nor does
    a full stop at the end. A name
    that is a whole number stays it however it is written: 1, 1.0 and 01. All other names that differ in a hyphen, an
    accent or a digit stay different: “grade -1” is not “grade 1”.
    """
    if number := _WHOLE_NUMBER.fullmatch(name.strip()):
        return number[1]
    seen = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFD", seen).casefold())
    plain = " ".join(decomposed.replace("_", " ").split())
    return unicodedata.normalize("NFC", plain.rstrip(" .") or plain)


def spelt_alike(names: Mapping[str, int]) -> list[tuple[str, ...]]:
    """Return the groups of names that differ in spelling only, each with the one to keep first.

    `names` says how often each is used: the commonest is kept, and of equally common ones the first of the alphabet.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-names[name], name)):
        groups[key_of(name)].append(name)
    return sorted(tuple(group) for group in groups.values() if len(group) > 1)


def one_spelling(names: Mapping[str, int]) -> dict[str, str]:
    """Return for each name that is spelt otherwise elsewhere the spelling to use in its place."""
    return {name: kept for kept, *others in spelt_alike(names) for name in others}
