"""What goes into the packaged program, and what is left out since a whole job never loads it.

`python -m tools.package.loaded` measures what a whole job loads; docs/packaging.md says what came of it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

#: modules that something imports only if they are there, or only for what Frostline does not do
EXCLUDED_MODULES = [
    "IPython",
    "attr",
    "attrs",
    "defusedxml",
    "PyInstaller",
    "clang",
    "gdcm",
    "grpc",
    "huggingface_hub",
    "jpeg_ls",
    "libjpeg",
    "matplotlib",
    "mypy",
    "networkx",
    "openjpeg",
    "pandas",
    "pkg_resources",
    "pylibjpeg",
    "pyqtgraph.examples",
    "pyqtgraph.opengl",
    "pytest",
    "rle",
    "setuptools",
    "skimage",
    "tensorboard",
    "tkinter",
    "tokenizers",
    "tqdm",
    "yaml",
]

#: what decodes images and is imported by name only: of imagecodecs' 80 modules those that DICOM, deep pictures and the
#: usual compressions of TIFF ask for, each with the library that it calls. AVIF of more than 8 bits would take 13 MB.
DECODERS = [
    f"imagecodecs.{name}"
    for name in (
        "_apng", "_deflate", "_imcd", "_jpeg2k", "_jpeg8", "_jpegls", "_jpegxl", "_lerc", "_lzma", "_png",
        "_shared", "_shared_cython", "_webp", "_zlib", "_zstd", "imagecodecs",
    )
]  # fmt: skip

#: files that are not needed, by where they would lie in the package
UNNEEDED = (
    "tensorflow/include/*",
    "*/tests/*",
    "*.pyi",
    "*.lib",
    # compilers of TensorFlow that nothing here calls
    "tensorflow/compiler/tf2xla/ops/_xla_ops.so",
    "tensorflow/compiler/mlir/stablehlo/stablehlo_extension.so",
    "tensorflow/python/framework/lib_native_proto_caster.so",
    # of Qt, what a window of widgets on X does without
    "PySide6/Qt/translations/*",
    "PySide6/Qt*/qml/*",
    "PySide6/QtDBus.abi3.so",
    "PySide6/QtNetwork.abi3.so",
    "*libQt6EglF*",
    "*libQt6Network*",
    "*libQt6Wayland*",
    "*libQt6WlShell*",
    "*/plugins/egldeviceintegrations/*",
    "*/plugins/generic/*",
    "*/plugins/networkinformation/*",
    "*/plugins/platforminputcontexts/libqtvirtualkeyboard*",
    "*/plugins/platforms/libqeglfs*",
    "*/plugins/platforms/libqlinuxfb*",
    "*/plugins/platforms/libqminimal*",
    "*/plugins/platforms/libqvkkhr*",
    "*/plugins/platforms/libqvnc*",
    "*/plugins/platforms/libqwayland*",
    "*/plugins/platformthemes/libqgtk3*",
    "*/plugins/tls/*",
    "*/plugins/wayland*",
    "*/_sqlite3.*", "*/readline.*", "*/_curses*",
    "pyqtgraph/icons/peegee/*",
)  # fmt: skip

#: libraries of the system that only what is left out was linked with
UNNEEDED_OF_SYSTEM = (
    "libatk*", "libcairo*", "libgdk*", "libgtk*", "libgio*", "libgmodule*", "libgobject*", "libharfbuzz*", "libpango*",
    "libpixman*", "libthai*", "libdatrie*", "libfribidi*", "libmount*", "libblkid*", "libselinux*",
    "libkrb5*", "libk5crypto*", "libgssapi*", "libkeyutils*", "libcom_err*", "libwayland*",
    "libsqlite3*", "libreadline*", "libtinfo*", "libncurses*",
)  # fmt: skip

SYSTEM_FOLDERS = ("/lib", "/usr/lib")


def data_files(root: Path) -> list[tuple[str, str]]:
    """Return what the program reads and does not import: each with the folder that it is to lie in."""
    files = [(root / name, ".") for name in ("LICENSE", "NOTICE")]
    files += [(root / "resources" / name, f"resources/{name}") for name in ("backbones", "fonts", "icon", "marks")]
    files += [(text, "resources/translations") for text in sorted((root / "resources" / "translations").glob("*.qm"))]
    guide = root / "docs" / "user-guide.md"
    files.append((guide, "docs"))
    pictures = re.findall(r"\]\((images/[^)]+)\)", guide.read_text(encoding="utf-8"))
    files += [(guide.parent / picture, "docs/images") for picture in pictures]
    return [(str(file), place) for file, place in files]


def is_needed(place: str, source: str) -> bool:
    """Return whether a file is to lie at this place of the package. `source` is where it comes from."""
    place, source = place.replace("\\", "/"), source.replace("\\", "/")
    of_system = UNNEEDED_OF_SYSTEM if source.startswith(SYSTEM_FOLDERS) else ()
    return not any(fnmatch(place, pattern) for pattern in (*UNNEEDED, *of_system))


def strip_libraries(folder: Path) -> None:
    """Take symbols that only debuggers read out of TensorFlow's libraries, Python's and decoders: a third of all bytes.

    No other library is touched: a stripped OpenBLAS does not load any more.
    """
    if sys.platform != "linux":
        return
    inside = folder / "_internal"
    libraries = [
        *inside.glob("tensorflow/**/*.so*"),
        *inside.glob("libtensorflow*.so*"),
        *inside.glob("libpython*.so*"),
        *inside.glob("imagecodecs/*.so"),
        *inside.glob("imagecodecs.libs/*.so*"),
    ]
    for library in libraries:
        if not library.is_symlink():
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
