"""Encoding of a table: which one its bytes are in, and how sure that is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from core.errors import UserError
from core.messages import Message

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: of programs that write no UTF-8, the likeliest first: Windows, old Macs, DOS
OLD_ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (code page 850)"}
LIKELY_LETTERS = frozenset("äöüßéèÄÖÜÉ")
LETTERS = frozenset("µºªàâãåæçêëìíîïñòóôõøùúûýÿáœÀÂÃÅÆÇÈÊËÌÍÎÏÑÒÓÔÕØÙÚÛÝÁŒ") | LIKELY_LETTERS
#: that stand between words or behind numbers
SIGNS = frozenset("°µ²³±·×§–—‘’“”„«»…€£©® \xa0")
LEAST_LIKELY = 0.6
SNIFFED_BYTES = 4096
#: of characters beyond ASCII: words of other alphabets, taken for western ones
MANY_IN_A_ROW = re.compile(r"[^\x00-\x7f]{3}")
ASCII_LETTER = re.compile("[a-zA-Z]")
WORD = re.compile(r"[^\W\d_]+|[^\x00-\x7f]")


@dataclass(frozen=True, kw_only=True)
class Decoded:
    text: str
    #: by which it was read, for a person; "" where there is no doubt about it
    assumed: str = ""


def decoded(content: bytes, name: str) -> Decoded:
    """Return the text of a table. Raise UserError where no encoding makes sense of it."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return Decoded(text=_in_unicode(content, encoding, name))
    if encoding := _unmarked_utf16(content):
        return Decoded(text=_in_unicode(content, encoding, name))
    try:
        return Decoded(text=content.decode("utf-8"))
    except UnicodeDecodeError:
        return _in_old_encoding(content, name)


def _in_unicode(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(Message("table-damaged", table=name, encoding=encoding[:6].upper())) from error


def _unmarked_utf16(content: bytes) -> str:
    """Return the encoding by the zero in every second byte of mostly ASCII; "" where it is something else."""
    head = content[:SNIFFED_BYTES]
    if len(head) < 4 or head.count(0) < len(head) // 4:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _in_old_encoding(content: bytes, name: str) -> Decoded:
    lenient = content.decode("utf-8", "surrogateescape")
    wrong = next(place for place, character in enumerate(lenient) if _is_escaped(character))
    if any(ord(character) > 127 and not _is_escaped(character) for character in lenient):
        row = lenient.count("\n", 0, wrong) + 1
        raise UserError(Message("table-of-mixed-encodings", table=name, row=row))
    texts = {encoding: text for encoding in OLD_ENCODINGS if (text := _text(content, encoding)) is not None}
    best = max(texts, key=lambda encoding: _likelihood(texts[encoding]))
    if _likelihood(texts[best]) < LEAST_LIKELY:
        raise UserError(Message("table-encoding-unknown", table=name))
    return Decoded(text=texts[best], assumed=OLD_ENCODINGS[best])


def _text(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_escaped(character: str) -> bool:
    return 0xDC80 <= ord(character) <= 0xDCFF


def _likelihood(text: str) -> float:
    """Return how many of the characters beyond ASCII are where words of western languages have them, as a share."""
    points, count = 0.0, 0
    for word in WORD.findall(text):
        foreign = [character for character in word if ord(character) > 127]
        count += len(foreign)
        points += sum(_points(word, character) for character in foreign)
    return points / count if count else 1.0


def _points(word: str, character: str) -> float:
    """Return from 0 to 1 how likely a character is meant where it stands."""
    if len(word) == 1:
        if character in SIGNS or character in "àéÀÉ":
            return 0.95
        return 0.3 if character in LETTERS and character.islower() else 0.0
    if character not in LETTERS or MANY_IN_A_ROW.search(word) or not ASCII_LETTER.search(word):
        return 0.0
    if character.isupper() and not (word.isupper() or word[0] == character):
        return 0.0
    return 1.0 if character in LIKELY_LETTERS else 0.9
