"""Run in a fresh process: what an exported model predicts where nothing of Frostline is there.

    trial.py MODEL SCRATCH PICTURE...

reads images from SCRATCH/images.npz, writes SCRATCH/probabilities.npz, and lets the model's predict.py write
SCRATCH/predictions.csv of the pictures. core/export/script.py puts it together with the runner of the model's format.
"""

from __future__ import annotations

import runpy
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.export.runner import Runner


def main(arguments: Sequence[str], load: Callable[[Path], Runner]) -> None:
    """Write what the model in the folder of the first argument predicts, by the name of the images and of the way."""
    socket.has_ipv6 = False  # else urllib3, which TensorFlow imports, binds a socket to find out whether it is true
    model_folder, scratch = map(Path, arguments[:2])
    with np.load(scratch / "images.npz") as archive:
        images = dict(archive)
    model = load(model_folder)
    found: dict[str, Any] = {name: model.predict(values) for name, values in images.items()}
    found |= {f"serving_{name}": model.served(values) for name, values in images.items()}
    np.savez(scratch / "probabilities.npz", **found)
    sys.argv = ["predict.py", *arguments[2:], "--csv", str(scratch / "predictions.csv")]
    runpy.run_path(str(model_folder / "predict.py"), run_name="__main__")  # ends this process, with its exit status
