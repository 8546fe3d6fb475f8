"""Measure how fast DICOM files are looked at and prepared, beside a loop over pydicom: `python -m benchmarks.dicom`.

The bare loop reads and decodes each file, and nothing else. The user's loop also applies modality LUT and window, and
scales to 224×224, as a script does that prepares images for training. Both run in one process. Frostline does what the
user's loop does, and looks at each file before (hash, header, patient), in workers on all cores.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from benchmarks.machine import this_machine
from core.backbones.card import read_card
from core.backbones.catalogue import find_backbone
from core.dataset.preparing import prepare_examples
from core.dataset.reading import Reading
from core.dataset.scan import scan
from core.jobs import Job
from core.modalities.images.decoding import DecodePool
from core.project.examples import preprocessing_for
from core.storage.files import write_json

ROOT = Path(__file__).resolve().parents[1]
SIDE, NETWORK_SIDE = 512, 224
#: slices that are different to the eye; the files differ by their headers
SLICES = 50
KINDS = ("uncompressed", "JPEG-LS", "JPEG 2000")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Files a second."""

    kind: str
    files: int
    bare: float
    user: float
    frostline: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dicom", description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=2000, metavar="N", help="of each kind (%(default)s)")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this one; may be repeated")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "benchmark-dicom.json", metavar="FILE")
    options = parser.parse_args(arguments)
    results = [measure(kind, options.files) for kind in options.kind or KINDS]
    table = Table("512×512 DICOM", "files", "bare loop", "user's loop", "Frostline", "to bare", "to user's")
    for one in results:
        speeds = [f"{speed:.0f}/s" for speed in (one.bare, one.user, one.frostline)]
        ratios = [f"{one.frostline / speed:.2f}×" for speed in (one.bare, one.user)]
        table.add_row(one.kind, f"{one.files:,}", *speeds, *ratios)
    Console().print(table)
    write_json(options.json, {"machine": asdict(this_machine()), "figures": [asdict(one) for one in results]})
    return 0


def measure(kind: str, count: int) -> Measured:
    with tempfile.TemporaryDirectory(prefix="frostline-benchmark-") as scratch:
        folder = Path(scratch) / "images"
        files = write_files(folder, kind, count)
        loops = {"bare": bare_loop, "user": user_loop}
        speeds = {name: _speed(files, loop) for name, loop in loops.items()}
        frostline = _speed(files, lambda files: frostline_job(folder, Path(scratch) / "cache", len(files)))
        return Measured(kind=kind, files=count, frostline=frostline, **speeds)


def _speed(files: Sequence[Path], work: Callable[[Sequence[Path]], None]) -> float:
    began = time.perf_counter()
    work(files)
    return len(files) / (time.perf_counter() - began)


def bare_loop(files: Sequence[Path]) -> None:
    import pydicom

    for file in files:
        _ = pydicom.dcmread(file).pixel_array


def user_loop(files: Sequence[Path]) -> None:
    import pydicom
    from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

    prepared = np.empty((len(files), NETWORK_SIDE, NETWORK_SIDE), np.float16)
    for place, file in enumerate(files):
        dataset = pydicom.dcmread(file)
        values = apply_voi_lut(apply_modality_lut(dataset.pixel_array, dataset), dataset)
        values = (values - values.min()) / (values.max() - values.min())
        small = Image.fromarray(values.astype(np.float32)).resize((NETWORK_SIDE,) * 2, Image.Resampling.BILINEAR)
        prepared[place] = np.asarray(small)


def frostline_job(folder: Path, cache: Path, count: int) -> None:
    """Do what the program does between the choice of a folder and prepared images."""
    with DecodePool() as pool:
        dataset = scan(folder, Job(), pool=pool)
        preprocessing = preprocessing_for(dataset, read_card(find_backbone("mobilenet_v2_100_224")), Reading(), Job())
        prepared, dataset = prepare_examples(dataset, preprocessing, cache, Job(), pool)
        prepared.close()
    assert len(dataset.readable) == count


def write_files(folder: Path, kind: str, count: int) -> list[Path]:
    """CT slices of 12 bits in 16, ten a patient, and the table of them."""
    import pydicom.uid as uids

    folder.mkdir(parents=True)
    slices = [_slice(number, kind) for number in range(min(SLICES, count))]
    files, rows = [], []
    for number in range(count):
        dataset = slices[number % len(slices)]
        dataset.PatientID = f"P{number // 10:06d}"
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = uids.generate_uid()
        files.append(folder / f"IM{number:06d}")
        dataset.save_as(files[-1], enforce_file_format=True)
        rows.append((files[-1].name, "ab"[number // 10 % 2]))
    with open(folder / "images.csv", "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("file", "class"), *rows])
    return files


def _slice(number: int, kind: str) -> Any:
    import pydicom.uid as uids
    from imagecodecs import jpeg2k_encode, jpegls_encode
    from pydicom.dataset import Dataset, FileMetaDataset

    draw = np.random.default_rng(number)
    coarse = Image.fromarray(draw.normal(0, 400, (24, 24)).astype(np.float32))
    body = np.asarray(coarse.resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    values = np.clip(1000 + body + draw.normal(0, 20, (SIDE, SIDE)), 0, 4095).astype(np.uint16)
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = uids.ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID = uids.CTImageStorage
    dataset.Modality, dataset.Manufacturer, dataset.PatientName = "CT", "Polar Imaging", "Synthetic"
    dataset.Rows = dataset.Columns = SIDE
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation, dataset.PixelRepresentation = 1, "MONOCHROME2", 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.RescaleSlope, dataset.RescaleIntercept = 1, -1024
    dataset.WindowCenter, dataset.WindowWidth = 40, 400
    dataset.PixelData = values.tobytes()
    if kind == "JPEG-LS":
        _encapsulate(dataset, bytes(jpegls_encode(values)), uids.JPEGLSLossless)
    elif kind == "JPEG 2000":
        _encapsulate(
            dataset, bytes(jpeg2k_encode(values, 0, codecformat="J2K", reversible=True)), uids.JPEG2000Lossless
        )
    return dataset


def _encapsulate(dataset: Any, frame: bytes, syntax: str) -> None:
    from pydicom.encaps import encapsulate

    dataset.PixelData = encapsulate([frame])
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = syntax


if __name__ == "__main__":
    raise SystemExit(main())
