"""Colour DICOM images: as red, green and blue, whether the file holds colours or numbers of a palette's colours."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.messages import Message
from core.modalities.images.dicom_grey import LookupTable, table_of
from core.modalities.images.preprocessing import ImageProblem

COLOURS_OF_PALETTE = ("Red", "Green", "Blue")
SEGMENTED = "SegmentedRedPaletteColorLookupTableData"


def plain_colours(stored: np.ndarray, bits: int) -> np.ndarray:
    """Turn [height, width, 3] of so many bits a channel to uint8 0..255, or float32 0..1 where they are more than 8."""
    highest = (1 << bits) - 1
    if bits == 8:
        return stored.astype(np.uint8, copy=False)
    if bits < 8:
        return ((stored.astype(np.uint16) * 255 + highest // 2) // highest).astype(np.uint8)
    colours = stored.astype(np.float32)
    colours /= np.float32(highest)
    return np.clip(colours, 0, 1, out=colours)


def palette_colours(numbers: np.ndarray, dataset: Any, is_deep: bool) -> np.ndarray:
    """Turn [height, width] numbers of colours to [height, width, 3] uint8 0..255 or, where `is_deep`, float32 0..1."""
    if SEGMENTED in dataset:
        colours = _segmented_colours(numbers, dataset)
        return _scaled(colours, 8 * colours.dtype.itemsize, is_deep)
    prefixes = [f"{colour}PaletteColorLookupTable" for colour in COLOURS_OF_PALETTE]
    tables = [table for table in (table_of(dataset, dataset, prefix) for prefix in prefixes) if table]
    if len(tables) != len(prefixes):
        raise ImageProblem(Message("palette-missing"))
    return np.stack([_scaled(table.of(numbers), _depth(table), is_deep) for table in tables], axis=-1)


def _scaled(colours: np.ndarray, bits: int, is_deep: bool) -> np.ndarray:
    """Return colours of so many bits a channel in the type of the image."""
    if is_deep:
        return plain_colours(colours, bits) if bits > 8 else colours / np.float32(255)
    return plain_colours(colours >> (bits - 8), 8) if bits > 8 else plain_colours(colours, bits)


def _depth(table: LookupTable) -> int:
    """Some files say 16 bits and hold entries of 8."""
    return min(table.highest.bit_length(), 8 * table.entries.dtype.itemsize)


def _segmented_colours(numbers: np.ndarray, dataset: Any) -> np.ndarray:
    from pydicom.pixels.processing import apply_color_lut

    colours: np.ndarray = apply_color_lut(numbers, dataset)
    return colours
