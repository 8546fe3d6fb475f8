"""Run in a fresh process: what an exported model predicts where nothing of Frostline is there.

    probe.py MODEL SCRATCH PICTURE...

reads images from SCRATCH/images.npz, writes SCRATCH/probabilities.npz, and lets the model's predict.py write
SCRATCH/predictions.csv of the pictures.
"""

from __future__ import annotations

import runpy
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

socket.has_ipv6 = False  # else urllib3, which TensorFlow imports, binds a socket to find out whether it is true

import tensorflow as tf  # noqa: E402


def main(model_folder: Path, scratch: Path, pictures: Sequence[str]) -> None:
    with np.load(scratch / "images.npz") as archive:
        of_bytes, of_floats = tf.constant(archive["uint8"]), tf.constant(archive["float32"])
    model = tf.saved_model.load(str(model_folder))
    np.savez(
        scratch / "probabilities.npz",
        uint8=model(of_bytes),
        float32=model(of_floats),
        serving_uint8=model.signatures["serving_default"](images=of_bytes)["probabilities"],
        serving_float32=model.signatures["serving_float"](images=of_floats)["probabilities"],
    )
    sys.argv = ["predict.py", *pictures, "--csv", str(scratch / "predictions.csv")]
    runpy.run_path(str(model_folder / "predict.py"), run_name="__main__")  # ends this process, with its exit status


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
