"""What goes into a package, and what is left out."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from tools.package import ROOT
from tools.package.contents import DECODERS, EXCLUDED_MODULES, data_files, is_needed


def test_what_the_program_reads_is_there(tmp_path: Path) -> None:
    for file, _ in data_files(ROOT):
        assert Path(file).exists(), file


@pytest.mark.parametrize(
    "place",
    [
        "tensorflow/libtensorflow_cc.so.2",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/plugins/platformthemes/libqxdgdesktopportal.so",
        "PySide6/Qt/lib/libQt6DBus.so.6",
        "libglib-2.0.so.0",
        "libgthread-2.0.so.0",
        "libfreetype.so.6",
        "libxcb-cursor.so.0",
        "resources/fonts/Inter-Regular.otf",
    ],
)
def test_what_is_loaded_stays(place: str) -> None:
    assert is_needed(place, f"/usr/lib/{place}")


@pytest.mark.parametrize(
    "place",
    [
        "tensorflow/include/x/y.h",
        "tensorflow/compiler/tf2xla/ops/_xla_ops.so",
        "PySide6\\Qt\\plugins\\tls\\qopensslbackend.dll",
        "libQt6Network.so.6",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libgtk-3.so.0",
    ],
)
def test_what_is_never_loaded_goes(place: str) -> None:
    assert not is_needed(place, f"/usr/lib/{place}")


def test_a_package_keeps_its_own_library_where_the_systems_goes() -> None:
    assert is_needed("libharfbuzz.so.0", "pillow.libs/libharfbuzz.so.0")
    assert not is_needed("libharfbuzz.so.0", "/lib/x86_64-linux-gnu/libharfbuzz.so.0")


def test_the_decoders_that_are_packaged_are_there_and_no_other_package_comes_with_them() -> None:
    for name in DECODERS:
        assert importlib.util.find_spec(name), name
    assert {"gdcm", "pylibjpeg", "libjpeg", "openjpeg", "rle", "jpeg_ls"} <= set(EXCLUDED_MODULES)


def test_what_tests_alone_need_is_not_packaged_though_keras_would_import_it() -> None:
    assert {"huggingface_hub", "tokenizers", "tqdm", "yaml"} <= set(EXCLUDED_MODULES)


def test_every_decoder_that_the_readers_ask_for_is_packaged() -> None:
    source = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "core" / "modalities" / "images").glob("*.py")
    )
    modules = set(re.findall(r"from (imagecodecs\._\w+) import", source))
    modules |= {f"imagecodecs._{name}" for name in re.findall(r'_by\("(\w+)_decode"\)', source)}
    assert len(modules) > 5
    modules -= {"imagecodecs._jpeg", "imagecodecs._avif"}  # another name of _jpeg8, and what is left out on purpose
    assert modules <= set(DECODERS)


def test_no_decoder_is_packaged_that_nothing_asks_for() -> None:
    folder = Path(importlib.util.find_spec("imagecodecs").origin).parent
    modules = [file for name in DECODERS for file in folder.glob(f"{name.partition('.')[2]}.*")]
    libraries = {library for module in modules for library in linked_with(module, folder.parent / "imagecodecs.libs")}
    whole = sum(
        file.stat().st_size for place in (folder, folder.parent / "imagecodecs.libs") for file in place.glob("*.*")
    )
    assert sum(file.stat().st_size for file in (*modules, *libraries)) < whole / 2


def linked_with(module: Path, folder: Path) -> set[Path]:
    """The libraries in the folder that a module loads, and those that they load."""
    content = module.read_bytes()
    found = {library for library in folder.glob("*") if library.name.encode() in content and library != module}
    return found.union(*(linked_with(library, folder) for library in found))
