"""Run in a fresh process: what an exported model of texts predicts where nothing of Frostline is there.

    trial.py MODEL SCRATCH FILE...

reads SCRATCH/sentences.json and SCRATCH/ids.npz, writes SCRATCH/probabilities.npz, and lets the model's predict.py
write SCRATCH/predictions.csv of the files. core/export/script.py puts it together with the runner of the format.
"""

from __future__ import annotations

import json
import runpy
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.export.text_runner import Runner

#: that others would need for text: the model must not, whether they are there or not
TEXT_LIBRARIES = ("tensorflow_text", "tokenizers", "transformers", "sentencepiece", "keras_hub")


def main(arguments: Sequence[str], load: Callable[[Path], Runner]) -> None:
    """Write what the model in the folder of the first argument predicts, by the name of the texts and of the way."""
    sys.modules.update(dict.fromkeys(TEXT_LIBRARIES))  # type: ignore[arg-type]  # importing one of them fails
    socket.has_ipv6 = False  # else urllib3, which TensorFlow imports, binds a socket to find out whether it is true
    model_folder, scratch = map(Path, arguments[:2])
    sentences = json.loads((scratch / "sentences.json").read_text(encoding="utf-8"))
    with np.load(scratch / "ids.npz") as archive:
        texts = {"sentences": sentences, "ids": archive["ids"]}
    model = load(model_folder)
    found: dict[str, Any] = {name: model.predict(values) for name, values in texts.items()}
    found |= {f"serving_{name}": model.served(values) for name, values in texts.items()}
    np.savez(scratch / "probabilities.npz", **found)
    sys.argv = ["predict.py", *arguments[2:], "--csv", str(scratch / "predictions.csv")]
    runpy.run_path(str(model_folder / "predict.py"), run_name="__main__")  # ends this process, with its exit status
