"""NIfTI: volumes as slices, upright and as radiologists look at them. nibabel reads the headers."""

from __future__ import annotations

import gzip
import logging
import math
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from core.messages import Message
from core.modalities.images.header import Header
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.problems import CUT_OFF, check_pictures, check_size, each_within, problem_of
from core.modalities.images.windowing import between, own_range, shown_as_grey

NIFTI_ENDINGS = frozenset((".nii", ".nii.gz", ".hdr"))
GZIP = b"\x1f\x8b"
#: where the mark of the first version stands, and the marks: of a file with a header in it, and of a header alone
MARK_1, WHOLE_1, BESIDE_1 = slice(344, 348), b"n+1\0", b"ni1\0"
MARK_2, WHOLE_2, BESIDE_2 = slice(4, 8), b"n+2\0", b"ni2\0"
#: how many bytes one byte of gzip becomes at most, and how far three axes must differ in direction
MOST_PACKED, SOUND = 1032, 1e-3
#: of two files, the one with the values
VALUES_ENDINGS = (".img", ".img.gz", ".IMG")
#: bytes at once, and how Python says that something else stands behind what was packed
READ_ON, NO_MORE_GZIP = 1 << 20, "Not a gzipped file"


def begins_as_nifti(head: bytes) -> bool:
    """Return whether it begins as NIfTI, compressed or not."""
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 352)
        except zlib.error:
            return False
    return head[MARK_1] in (WHOLE_1, BESIDE_1) or head[MARK_2] in (WHOLE_2, BESIDE_2)


@dataclass(frozen=True, kw_only=True)
class _Volumes:
    """Where the values of a file lie, and how its axes lie in the patient."""

    #: left to right, back to front, below to above: the stored axis, and whether it runs the other way
    axes: tuple[int, int, int]
    is_flipped: tuple[bool, bool, bool]
    #: of the three axes as stored
    shape: tuple[int, int, int]
    #: volumes of the same space: times, contrasts or others
    count: int
    kind: np.dtype
    offset: int
    slope: float
    intercept: float
    is_beside: bool

    @property
    def is_colour(self) -> bool:
        return self.kind.names is not None

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * self.count * self.kind.itemsize

    @property
    def bits(self) -> int:
        is_plain = (self.slope, self.intercept) == (1, 0)
        if self.is_colour or (self.kind == np.uint8 and is_plain):
            return 8
        return 16 if self.kind.itemsize <= 2 and self.kind.kind in "ui" else 32

    def slices(self, axis: int) -> int:
        return self.shape[self.axes[axis]]

    def size(self, axis: int) -> tuple[int, int]:
        """Return width and height of a slice."""
        across, up = (other for other in range(3) if other != axis)
        return self.slices(across), self.slices(up)


def nifti_header(path: Path, options: ReadOptions, label: str = "") -> Header:
    """Return the header of the slices along `options.axis`. `label` is of no use here."""
    with _nifti_problems(), _unpacked_file(path) as file:
        volumes = _volumes(file, options)
        _check_length(_values_beside(path) if volumes.is_beside else path, volumes)
    width, height = volumes.size(options.axis)
    return Header(width=width, height=height, bits=volumes.bits, frames=volumes.slices(options.axis) * volumes.count)


def read_nifti(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    """Yield these slices, of one volume after the other: [height, width, 3] uint8 0..255 or float32 0..1."""
    return each_within(_nifti_problems, _slices(path, numbers, options))


def _slices(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    with _unpacked_file(path) as file:
        volumes = _volumes(file, options)
        values = _values(path, file, volumes)
    ranges: dict[int, tuple[float, float]] = {}
    for number in numbers:
        volume, position = divmod(number, volumes.slices(options.axis))
        plane = _plane(values[..., volume], volumes, options.axis, position)
        if volumes.is_colour:
            yield _colours_over_white(plane)
        elif volumes.bits == 8:
            yield shown_as_grey(plane)
        else:
            if volume not in ranges:
                ranges[volume] = _seen(values[..., volume], volumes, options)
            yield shown_as_grey(_shades(plane, volumes, ranges[volume]))


@contextmanager
def _nifti_problems() -> Iterator[None]:
    """Whatever goes wrong becomes an ImageProblem. Silences nibabel."""
    for name in ("nibabel", "nibabel.global"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except ImageProblem:
        raise
    except Exception as error:  # foreign data makes anything go wrong
        raise problem_of(error) from error


@contextmanager
def _unpacked_file(path: Path) -> Iterator[IO[bytes]]:
    """Return the bytes of the file, unpacked where they are packed."""
    with open(path, "rb") as file:
        is_packed = file.read(len(GZIP)) == GZIP
        file.seek(0)
        if not is_packed:
            yield file
            return
        with gzip.open(file) as unpacked:
            yield cast(IO[bytes], unpacked)


def _header_kind(head: bytes) -> Any:
    from nibabel import nifti1, nifti2

    by_mark = {WHOLE_1: nifti1.Nifti1Header, BESIDE_1: nifti1.Nifti1PairHeader}
    by_mark_2 = {WHOLE_2: nifti2.Nifti2Header, BESIDE_2: nifti2.Nifti2PairHeader}
    kind = by_mark.get(head[MARK_1]) or by_mark_2.get(head[MARK_2])
    if kind is None:
        raise ImageProblem(Message("not-nifti"))
    return kind


def _volumes(file: IO[bytes], options: ReadOptions) -> _Volumes:
    """Return what the header says. Raise ImageProblem where that is no volume of numbers or colours."""
    kind_of_header = _header_kind(file.read(MARK_1.stop))
    file.seek(0)
    header = kind_of_header.from_fileobj(file)
    shape = tuple(int(length) for length in header.get_data_shape())
    shape += (1,) * (3 - len(shape))
    kind = header.get_data_dtype()
    if min(shape) < 1 or kind.kind not in "uifV":
        raise ImageProblem(Message("no-volume"))
    lies = _orientation_of_axes(header)
    slope, intercept = _slope_of_values(header)
    axes = [int(axis) for axis in np.argsort(lies[:, 0])]
    volumes = _Volumes(
        axes=(axes[0], axes[1], axes[2]),
        is_flipped=(bool(lies[axes[0], 1] < 0), bool(lies[axes[1], 1] < 0), bool(lies[axes[2], 1] < 0)),
        shape=(shape[0], shape[1], shape[2]),
        count=math.prod(shape[3:]),
        kind=kind,
        offset=_offset(header, file),
        slope=slope or 1.0,
        intercept=intercept or 0.0,
        is_beside=not header.is_single,
    )
    check_size(*volumes.size(options.axis), options.most_pixels)
    check_pictures(volumes.slices(options.axis) * volumes.count)
    return volumes


def _slope_of_values(header: Any) -> tuple[float | None, float | None]:
    """Return slope and intercept; None for both where the header says that values are not rescaled."""
    from nibabel.spatialimages import HeaderDataError

    try:
        slope, intercept = header.get_slope_inter()
    except HeaderDataError:
        raise ImageProblem(Message("intercept-no-number")) from None
    return slope, intercept


def _offset(header: Any, file: IO[bytes]) -> int:
    """Return where the values begin. Some programs write 0 and mean the first place behind the header."""
    offset = int(header.get_data_offset())
    if not header.is_single or offset:
        return offset
    file.seek(int(header["sizeof_hdr"]))
    if file.read(1) not in (b"", b"\0"):
        raise ImageProblem(Message("values-begin-unknown"))
    return int(header.single_vox_offset)


def _orientation_of_axes(header: Any) -> np.ndarray:
    """Return the orientation by the sform, where that is sound, or the qform; as nibabel does where neither is said."""
    from nibabel import io_orientation

    is_said = False
    for code, affine in (("sform_code", header.get_sform), ("qform_code", header.get_qform)):
        if header[code] > 0:
            is_said = True
            with suppress(
                ValueError, np.linalg.LinAlgError
            ):  # a quaternion of more than length 1, or what is no number
                if _is_sound(affine()):
                    return io_orientation(affine())
    lies = io_orientation(header.get_base_affine())
    if is_said or np.isnan(lies).any():
        raise ImageProblem(Message("axes-unclear"))
    return lies


def _is_sound(affine: np.ndarray) -> bool:
    """Return whether its axes have a length and point three different ways."""
    axes = affine[:3, :3]
    lengths = np.linalg.norm(axes, axis=0)
    return bool(np.isfinite(axes).all() and lengths.all() and abs(np.linalg.det(axes / lengths)) > SOUND)


def _check_length(path: Path, volumes: _Volumes) -> None:
    """Raise ImageProblem where the file cannot hold what its header claims, however well it is packed."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        is_packed = file.read(len(GZIP)) == GZIP
    if volumes.offset + volumes.bytes > size * (MOST_PACKED if is_packed else 1):
        raise ImageProblem(CUT_OFF)


def _values(path: Path, file: IO[bytes], volumes: _Volumes) -> np.ndarray:
    """Return all as stored, by the three axes and the number of the volume.

    Of an unpacked file, only what is used is read.
    """
    if volumes.is_beside:
        path = _values_beside(path)
        with _unpacked_file(path) as beside:
            return _values_in(path, beside, volumes)
    return _values_in(path, file, volumes)


def _values_in(path: Path, file: Any, volumes: _Volumes) -> np.ndarray:
    shape, size = (*volumes.shape, volumes.count), volumes.bytes
    if isinstance(file, gzip.GzipFile):
        file.seek(volumes.offset)
        content = file.read(size)
        if len(content) < size:
            raise ImageProblem(CUT_OFF)
        _check_sum(file)
        return np.frombuffer(content, volumes.kind).reshape(shape, order="F")
    if path.stat().st_size < volumes.offset + size:
        raise ImageProblem(CUT_OFF)
    return np.memmap(path, volumes.kind, "r", volumes.offset, shape, "F")


def _check_sum(file: gzip.GzipFile) -> None:
    """Read on to the end, where gzip compares its check sum. Raise an error where bytes have changed since."""
    try:
        while file.read(READ_ON):
            pass
    except gzip.BadGzipFile as error:
        if not str(error).startswith(NO_MORE_GZIP):  # what somebody has put behind the end does no harm
            raise


def _values_beside(header: Path) -> Path:
    if header.suffix.lower() == ".gz":
        header = header.with_suffix("")
    for ending in VALUES_ENDINGS:
        path = header.with_suffix(ending)
        if path.exists():
            return path
    raise ImageProblem(Message("values-not-beside"))


def _plane(volume: np.ndarray, volumes: _Volumes, axis: int, position: int) -> np.ndarray:
    """Return a slice as it is looked at, [height, width]: further above, in front or on the right stands first."""
    across, up = (other for other in range(3) if other != axis)
    stored = volumes.axes[axis]
    plane = np.moveaxis(volume, stored, 0)[
        volumes.shape[stored] - 1 - position if volumes.is_flipped[axis] else position
    ]
    if volumes.axes[up] > volumes.axes[across]:
        plane = plane.T
    rows, columns = (slice(None, None, 1 if volumes.is_flipped[other] else -1) for other in (up, across))
    return plane[rows, columns].astype(volumes.kind.newbyteorder("="))


def _seen(volume: np.ndarray, volumes: _Volumes, options: ReadOptions) -> tuple[float, float]:
    """Return the stored values that are black and white, or white and black."""
    if options.window is None:
        return own_range(volume)
    low, high = sorted((end - volumes.intercept) / volumes.slope for end in (options.window.low, options.window.high))
    return low, high


def _shades(plane: np.ndarray, volumes: _Volumes, seen: tuple[float, float]) -> np.ndarray:
    shades = between(plane, *seen)
    return 1 - shades if volumes.slope < 0 else shades


def _colours_over_white(plane: np.ndarray) -> np.ndarray:
    names = plane.dtype.names or ()
    colours = np.stack([plane[name] for name in names[:3]], axis=-1)
    if len(names) == 3:
        return colours
    alpha = plane[names[3]][..., np.newaxis] / np.float32(255)
    return np.rint(colours * alpha + 255 * (1 - alpha)).astype(np.uint8)
