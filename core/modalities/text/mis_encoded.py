"""Mis-encoded: characters that show that a text was written in one encoding and read in another, or comes from HTML."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html.entities import html5

#: what Windows-1252 has for the bytes 80 to 9F; five of them are no character there, and stay controls
_OF_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_BEHIND = f"[\x80-\xbf{_OF_WINDOWS}]"
#: a character of UTF-8 read byte by byte, but for a letter between quotation marks: of two bytes one of Western Europe,
#: of three a quotation mark or dash, of four an emoji
_SURELY_UTF8 = re.compile(f"(?<![“„«‘])[ÂÃ]{_BEHIND}|[à-ï]{_BEHIND}{{2}}|[ð-ô]{_BEHIND}{{3}}")
#: or one of the Balkans, of Turkey, Greece or Russia. One alone may be a letter before a quotation mark
_MAYBE_UTF8 = re.compile(f"[ÄÅÎÏÐÑ]{_BEHIND}")
_ANY_UTF8 = re.compile(f"{_SURELY_UTF8.pattern}|{_MAYBE_UTF8.pattern}")
FEWEST_OF_THESE = 2
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_REPLACED = re.compile("[\ufffd\ud800-\udfff]")
_HTML = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});|</?(?:br|p|div|span|b|i)\s*/?>")
#: of each fault so many signs are named, the most frequent first
MOST_SIGNS = 3


class Fault(StrEnum):
    """What went wrong with a text on its way here."""

    UTF8_AS_WINDOWS = "utf8-as-windows"
    CONTROL = "control"
    REPLACED = "replaced"
    HTML = "html"


_SIGNS = {
    Fault.UTF8_AS_WINDOWS: _ANY_UTF8,
    Fault.CONTROL: _CONTROL,
    Fault.REPLACED: _REPLACED,
    Fault.HTML: _HTML,
}


@dataclass(frozen=True, kw_only=True)
class MisEncoded:
    """The texts that have one fault."""

    fault: Fault
    places: tuple[int, ...]
    #: characters that are none of the text, the most frequent first, and what they stood for, or ""
    signs: tuple[tuple[str, str], ...]


def find_mis_encoded(texts: Sequence[str]) -> list[MisEncoded]:
    """Return the faults that are in these texts, and in which of them."""
    found = []
    for fault in Fault:
        signs = {place: those for place, text in enumerate(texts) if (those := _signs(fault, text))}
        if signs:
            counts = Counter(sign for those in signs.values() for sign in those)
            named = tuple((_name(fault, sign), _meant(fault, sign)) for sign, _ in counts.most_common(MOST_SIGNS))
            found.append(MisEncoded(fault=fault, places=tuple(signs), signs=named))
    return found


def is_mis_encoded(text: str) -> bool:
    return any(_signs(fault, text) for fault in Fault)


def repaired(text: str) -> str:
    """Return the text as it was meant, as far as that can be known; it is for comparing, and nobody is shown it."""
    if _is_utf8(text):
        text = _ANY_UTF8.sub(lambda found: _as_utf8(found[0]) or found[0], text)
    text = _CONTROL.sub(lambda found: bytes([ord(found[0])]).decode("cp1252", "ignore"), text)
    return html.unescape(text) if "&" in text else text


def _signs(fault: Fault, text: str) -> list[str]:
    if fault == Fault.UTF8_AS_WINDOWS:
        return [sign for sign in _ANY_UTF8.findall(text) if _as_utf8(sign)] if _is_utf8(text) else []
    if fault == Fault.HTML and "&" not in text and "<" not in text:
        return []
    return [sign for sign in _SIGNS[fault].findall(text) if fault != Fault.HTML or _is_html(sign)]


def _is_html(sign: str) -> bool:
    """Return whether it is a tag, a number or a name that HTML has, and not a word between & and ;."""
    return "<" in sign or sign[1] == "#" or sign[1:] in html5


def _is_utf8(text: str) -> bool:
    if text.isascii():
        return False
    return bool(_SURELY_UTF8.search(text)) or len(set(_MAYBE_UTF8.findall(text))) >= FEWEST_OF_THESE


def _as_utf8(sign: str) -> str:
    """Return what the bytes are in UTF-8; "" where they are nothing."""
    try:
        return b"".join(_byte(letter) for letter in sign).decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _byte(letter: str) -> bytes:
    return bytes([ord(letter)]) if ord(letter) < 0x100 else letter.encode("cp1252")


def _name(fault: Fault, sign: str) -> str:
    """Return the sign; as its number where it cannot be seen."""
    if fault in (Fault.CONTROL, Fault.REPLACED):
        return f"U+{ord(sign):04X}"
    return sign


def _meant(fault: Fault, sign: str) -> str:
    match fault:
        case Fault.UTF8_AS_WINDOWS:
            return _as_utf8(sign)
        case Fault.CONTROL:
            return bytes([ord(sign)]).decode("cp1252", "ignore") if ord(sign) >= 0x80 else ""
        case Fault.HTML:
            meant = html.unescape(sign)
            return meant if meant != sign else ""
    return ""
