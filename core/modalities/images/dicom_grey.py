"""Grey DICOM images: from stored values over the unit of the modality and the window to shades of grey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.messages import Message
from core.modalities.images.dicom_numbers import first_number, number_of, numbers_of
from core.modalities.images.preprocessing import ImageProblem, Window
from core.modalities.images.windowing import between, windowed

#: narrowest window in stored values: of width 1, a linear one is a step
STEP = 1e-3
#: what windows do between their ends
SHAPES = ("LINEAR", "LINEAR_EXACT", "SIGMOID")


@dataclass(frozen=True, kw_only=True)
class LookupTable:
    """One entry for each value from `first` on; the values beyond take the entries at the ends."""

    first: int
    entries: np.ndarray
    #: the highest that an entry can be
    highest: int

    def of(self, values: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            positions = np.clip(values - np.float64(self.first), 0, len(self.entries) - 1)
        return self.entries[np.nan_to_num(positions).astype(np.intp)]


@dataclass(frozen=True, kw_only=True)
class Greys:
    """Turn the stored values of a frame into shades (PS3.3 C.11.1, C.11.2)."""

    slope: float = 1.0
    intercept: float = 0.0
    modality_table: LookupTable | None = None
    #: what the file says of its window, in the unit of the modality
    voi_table: LookupTable | None = None
    window: Window | None = None
    is_sigmoid: bool = False
    #: MONOCHROME1: the lowest value is white
    is_inverted: bool = False
    #: the lowest and the highest of the stored values that stand for no part of the picture (PS3.3 C.7.5.1.1.2)
    padding: tuple[float, float] | None = None

    @property
    def says_range(self) -> bool:
        """Return whether the file says which values are black and white, so that its own range does not count."""
        return bool(self.voi_table or self.window)

    @property
    def is_straight(self) -> bool:
        """Return whether shades rise, or fall, in one straight line."""
        return not (self.modality_table or self.voi_table or (self.window and self.is_sigmoid))

    def shades(self, stored: np.ndarray, window: Window | None = None) -> np.ndarray:
        """Return 0..1 float32. The user's `window` goes before the file's.

        Without any, the values' own range is seen.
        """
        if window or self.is_straight:
            shades = self._by_window(stored, window or self.window)
        elif self.says_range:
            shades = _by_table(stored, self._by_file)
        else:
            shades = windowed(_by_table(stored, self._in_unit), None, self._counted(stored))
        return np.subtract(1, shades, out=shades) if self.is_inverted else shades

    def shades_of_8_bits(self, stored: np.ndarray, bits: int) -> np.ndarray:
        """Return 0..255 uint8 of values of at most 8 bits: as they are stored, where the file asks for nothing else."""
        if self.says_range or self.modality_table:
            return np.rint(self.shades(stored) * 255).astype(np.uint8)
        highest = (1 << bits) - 1
        shades = stored.astype(np.int16) + (1 << bits - 1) if stored.dtype.kind == "i" else stored
        if highest != 255:
            shades = (shades.astype(np.uint16) * 255 + highest // 2) // highest
        shades = shades.astype(np.uint8, copy=False)
        return np.subtract(255, shades) if self.is_inverted != (self.slope < 0) else shades

    def _by_window(self, stored: np.ndarray, window: Window | None) -> np.ndarray:
        if self.modality_table:
            return _by_table(stored, lambda values: windowed(self._in_unit(values), window))
        if window is None:
            shades = windowed(stored, None, self._counted(stored))
        else:
            ends = sorted((end - self.intercept) / self.slope for end in (window.low, window.high))
            shades = between(stored, *ends)
        return np.subtract(1, shades, out=shades) if self.slope < 0 else shades

    def _counted(self, stored: np.ndarray) -> np.ndarray | None:
        """Around a round field of view, scanners write a value far below all others: it is none of the range.

        All counts where nothing else is left, as in a file whose padding is said to be everything.
        """
        if self.padding is None:
            return None
        low, high = self.padding
        counted = (stored < low) | (stored > high)
        return counted if counted.any() else None

    def _by_file(self, stored: np.ndarray) -> np.ndarray:
        values = self._in_unit(stored)
        if self.voi_table:
            return (self.voi_table.of(values) / np.float32(self.voi_table.highest)).astype(np.float32)
        assert self.window is not None
        if not self.is_sigmoid:
            return windowed(values, self.window)
        with np.errstate(over="ignore"):
            return (1 / (1 + np.exp(-4 * (values - self.window.centre) / self.window.width))).astype(np.float32)

    def _in_unit(self, stored: np.ndarray) -> np.ndarray:
        if self.modality_table:
            return self.modality_table.of(stored)
        return stored * np.float64(self.slope) + self.intercept


def greys_of(dataset: Any, number: int, has_fractions: bool = False) -> Greys:
    """Return the greys of a frame, whose own functional groups go before those of all frames and of the file.

    Raise ImageProblem where some of it is given and cannot be read: the rest of it would make another picture.
    """
    unit = group_of(dataset, "PixelValueTransformationSequence", number)
    voi = group_of(dataset, "FrameVOILUTSequence", number)
    slope, intercept = _rescaling(unit)
    # the other linear function is one of whole numbers, though files of fractions name it too
    shape = "LINEAR_EXACT" if has_fractions else _shape(voi)
    return Greys(
        slope=slope,
        intercept=intercept,
        modality_table=_table_in(_first_item(dataset, "ModalityLUTSequence"), dataset),
        voi_table=_table_in(_first_item(voi, "VOILUTSequence"), dataset),
        window=_window(voi, shape),
        is_sigmoid=shape == "SIGMOID",
        is_inverted=dataset.get("PhotometricInterpretation") == "MONOCHROME1",
        padding=_padding(dataset),
    )


def _shape(voi: Any) -> str:
    """Return what a window does between its ends. Raise ImageProblem for what the standard does not know."""
    shape = str(voi.get("VOILUTFunction") or "LINEAR").strip().upper()
    if shape not in SHAPES:
        raise ImageProblem(Message("voi-lut-function-unknown"))
    return shape


def table_of(item: Any, dataset: Any, prefix: str = "LUT") -> LookupTable | None:
    """Return the table; None where there is no sound and whole one.

    A palette's colour is the `prefix` of its elements.
    """
    descriptor, data = (item.get(f"{prefix}{part}") if item is not None else None for part in ("Descriptor", "Data"))
    if data is None or descriptor is None or len(descriptor) != 3:
        return None
    count, first, bits = (int(number) for number in descriptor)
    if not 1 <= bits <= 16:
        return None
    count = count or 1 << 16
    entries = np.asarray(data if not isinstance(data, bytes) else _unpacked(data, count, dataset))[:count]
    if len(entries) < count:
        return None
    if dataset.get("PixelRepresentation") and first >= 1 << 15:  # given without its sign
        first -= 1 << 16
    return LookupTable(first=first, entries=entries, highest=(1 << bits) - 1)


def _table_in(item: Any, dataset: Any) -> LookupTable | None:
    """Return the table; None where none is given. Raise ImageProblem where it is damaged."""
    table = table_of(item, dataset) if item is not None else None
    if item is not None and table is None:
        raise ImageProblem(Message("lut-not-whole"))
    return table


def _unpacked(data: bytes, count: int, dataset: Any) -> np.ndarray:
    """Entries of 8 bits may be packed two in a word."""
    if len(data) < 2 * count:
        return np.frombuffer(data, np.uint8)
    _, is_little_endian = dataset.original_encoding
    return np.frombuffer(data[: 2 * count], "<u2" if is_little_endian else ">u2")


def group_of(dataset: Any, keyword: str, number: int = 0) -> Any:
    """Return the functional group that holds for a frame, or the file itself."""
    of_frames = dataset.get("PerFrameFunctionalGroupsSequence") or ()
    own = of_frames[number] if number < len(of_frames) else None
    for groups in (own, _first_item(dataset, "SharedFunctionalGroupsSequence")):
        found = _first_item(groups, keyword)
        if found is not None:
            return found
    return dataset


def _first_item(dataset: Any, keyword: str) -> Any:
    items = dataset.get(keyword) if dataset is not None else None
    return items[0] if items else None


def _rescaling(dataset: Any) -> tuple[float, float]:
    slope, intercept = number_of(dataset, "RescaleSlope"), number_of(dataset, "RescaleIntercept")
    if slope == 0:
        raise ImageProblem(Message("rescale-slope-zero"))
    return (1.0 if slope is None else slope), intercept or 0.0


def _window(dataset: Any, shape: str) -> Window | None:
    """Return the first that the file gives, as one whose ends are black and white. None where it gives none.

    A width of 0 stands for none in many files. One below 1 is no linear window of whole numbers, but an exact one.
    """
    given = list(zip(numbers_of(dataset, "WindowCenter"), numbers_of(dataset, "WindowWidth"), strict=False))
    if any(width is not None and width < 0 for _, width in given):
        raise ImageProblem(Message("window-width-negative"))
    windows = [(centre, width) for centre, width in given if centre is not None and width is not None and width > 0]
    if not windows:
        return None
    centre, width = windows[0]
    if shape != "LINEAR" or width < 1:
        return Window(centre=centre, width=width)
    low, width = centre - width / 2, max(width - 1, STEP)
    return Window(centre=low + width / 2, width=width)


def _padding(dataset: Any) -> tuple[float, float] | None:
    given = [first_number(dataset, keyword) for keyword in ("PixelPaddingValue", "PixelPaddingRangeLimit")]
    values = [_as_stored(value, dataset) for value in given if value is not None]
    return (min(values), max(values)) if given[0] is not None else None


def _as_stored(value: float, dataset: Any) -> float:
    """Many files give the padding of signed values as a number without a sign, and some the other way round."""
    bits = dataset.BitsStored if abs(value) < 2**dataset.BitsStored else dataset.BitsAllocated
    if dataset.PixelRepresentation:
        return value - 2**bits if value >= 2 ** (bits - 1) else value
    return value + 2**dataset.BitsAllocated if value < 0 else value


def _by_table(stored: np.ndarray, function: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """Return what `function` makes of each value: calculated once for each that may occur, where these are few."""
    if stored.dtype.kind == "f" or not stored.size:
        return function(stored)
    low, high = stored.min(), stored.max()
    if int(high) - int(low) >= stored.size:
        return function(stored)
    table = function(np.arange(int(low), int(high) + 1))
    positions = np.subtract(stored, low).view(f"u{stored.dtype.itemsize}")  # what wraps round is right without a sign
    return table.take(positions, mode="clip")
