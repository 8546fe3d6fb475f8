"""Readable names: what a file or folder is called whose name is not in Unicode, as old archives bring them."""

from __future__ import annotations

import os
import re

#: of Windows and of DOS in Western Europe: what old archives hold, where it is not UTF-8
_ENCODINGS = ("cp1252", "cp850")
#: a backslash that a name itself has before “ud”
_BACKSLASH = r"\udc5c"
_NOT_UNICODE = re.compile("[\ud800-\udfff]")
_WRITTEN = re.compile(r"\\u(d[89a-f][0-9a-f]{2})")


def is_unicode(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def readable_name(name: str) -> str:
    """Return `name` as a person can read it, and as every file can hold it.

    Bytes that are not UTF-8 reach Python as surrogates. They are read in the encoding in which they are letters, so
    that “R\\xf6ntgen” is “Röntgen”; where there is none they stay as numbers, and differ.
    """
    if is_unicode(name):
        return name
    raw = os.fsencode(name)
    for encoding in _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(letter.isascii() or letter.isalpha() for letter in text):
            return text
    return raw.decode("utf-8", "backslashreplace")


def readable_path(path: str) -> str:
    """Return a path with forward slashes as a person can read it."""
    return path if is_unicode(path) else "/".join(map(readable_name, path.split("/")))


def printable(text: str) -> str:
    """Return a text in which names may stand with a sign in place of all that cannot be written or shown."""
    return _NOT_UNICODE.sub("\ufffd", text)


def written_name(name: str) -> str:
    """Return a name as it stands in a file in UTF-8: a byte that is none is written as in “\\udcf6”."""
    escaped = name.replace("\\ud", f"{_BACKSLASH}ud")
    return escaped.encode("utf-8", "backslashreplace").decode("utf-8")


def name_as_written(text: str) -> str:
    """Return the name for which `written_name` has given `text`."""
    if "\\ud" not in text:
        return text
    return _WRITTEN.sub(lambda found: "\\" if found[0] == _BACKSLASH else chr(int(found[1], 16)), text)
