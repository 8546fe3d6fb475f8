"""Netpbm: PGM and PPM of more than 8 bits, which Pillow scales or cuts down. NumPy reads them as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.problems import CUT_OFF

#: by their marks: channels, and whether the values are written out as text
NETPBM_KINDS = {b"P2": (1, True), b"P3": (3, True), b"P5": (1, False), b"P6": (3, False)}
LONGEST_PREFIX = 4096
#: mark, width, height and highest value, with comments between them; one blank ends the header
NETPBM_HEADER = re.compile(rb"(P[2356])(?:\s|#[^\r\n]*[\r\n])+(\d{1,10})(?:\s|#[^\r\n]*[\r\n])+(\d{1,10})"
                    rb"(?:\s|#[^\r\n]*[\r\n])+(\d{1,5})(?:#[^\r\n]*)?\s")  # fmt: skip
NETPBM_COMMENT = re.compile(rb"#[^\r\n]*")


@dataclass(frozen=True, kw_only=True)
class DeepNetpbm:
    width: int
    height: int
    highest: int
    channels: int
    is_text: bool
    #: where the values begin
    offset: int

    def values(self, content: bytes) -> np.ndarray:
        """Return [height, width, channels] uint16 of the whole file."""
        count = self.width * self.height * self.channels
        if self.is_text:
            text = NETPBM_COMMENT.sub(b"", content[self.offset :])
            values = np.fromstring(text.decode("ascii"), np.int64, sep=" ")[:count]
        else:
            values = np.frombuffer(content[self.offset : self.offset + 2 * count], ">u2")
        if values.size < count:
            raise ImageProblem(CUT_OFF)
        return np.minimum(values, self.highest).astype(np.uint16).reshape(self.height, self.width, self.channels)


def deep_netpbm(path: Path) -> DeepNetpbm | None:
    """Return the picture; None where it is no such file, or none of more than 8 bits."""
    with open(path, "rb") as file:
        found = NETPBM_HEADER.match(file.read(LONGEST_PREFIX))
    if found is None or not 255 < int(found[4]) < 1 << 16:
        return None
    channels, is_text = NETPBM_KINDS[found[1]]
    return DeepNetpbm(
        width=int(found[2]), height=int(found[3]), highest=int(found[4]), channels=channels, is_text=is_text,
        offset=found.end(),
    )  # fmt: skip
