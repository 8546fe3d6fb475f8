"""Another processor: features agree to the stated tolerance, are never mixed, and a run that goes on there says so."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core import tasks
from core.events import BatchEnded, Noticed, Progress
from core.messages import Message
from core.process import device
from core.project.project import Project
from core.training import checkpoint
from tests.core.small import Recorder, is_stopped, small_plan, stopping_at
from tests.places import ROOT

PLAN = small_plan("last:1")
#: kernels that other processors would run, which this one can run, too
OTHERS = [{"TF_ENABLE_ONEDNN_OPTS": "0"}, {"TF_ENABLE_ONEDNN_OPTS": "1", "ONEDNN_MAX_CPU_ISA": "AVX2"}]
#: of the largest value, after all layers of a network
TOLERANCE = 1e-5
FEATURES = """
import sys; from pathlib import Path
from core.process.tensorflow_start import prepare_tensorflow; prepare_tensorflow()
import numpy as np
from core.backbones.card import read_card; from core.modalities.images.preprocessing import Preprocessing
from core.features.pooled import PooledFeatures
from resources import BUNDLED_BACKBONES
folder = BUNDLED_BACKBONES / sys.argv[2]; card = read_card(folder)
images = np.random.default_rng(0).integers(0, 256, (4, *card.input.size, 3), np.uint8)
preprocessing = Preprocessing(height=card.input.size[0], width=card.input.size[1])
np.save(sys.argv[1], PooledFeatures(folder, preprocessing).of(images))
"""


def interrupted(project: Project, images: Path) -> Project:
    job = stopping_at(lambda event: isinstance(event, BatchEnded) and event.phase == 1)
    assert is_stopped(project, images, PLAN, job)
    return project


def computes_features(job: Recorder) -> bool:
    return any(event.step == Message("computing-features") for event in job.of(Progress))


def change_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "arithmetic", lambda: "another")


def told(job: Recorder) -> list[str]:
    return [event.message.code for event in job.of(Noticed)]


def test_on_the_same_processor_nothing_is_said_and_features_are_taken_from_disk(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    project = interrupted(new_project(), small_images)
    job = Recorder()
    tasks.resume(project, job)

    assert told(job) == []
    assert not computes_features(job)


def test_on_another_processor_it_is_said_and_features_are_computed_anew(
    new_project: Callable[..., Project], small_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = interrupted(new_project(), small_images)
    change_the_processor(monkeypatch)
    job = Recorder()
    run = tasks.resume(project, job)

    assert told(job) == ["rounded-otherwise"]
    assert computes_features(job)
    assert run.is_finished


def test_of_a_checkpoint_that_does_not_tell_its_processor_that_is_said(
    new_project: Callable[..., Project], small_images: Path
) -> None:
    project = interrupted(new_project(), small_images)
    folder = project.runs[-1].files.checkpoints
    last = checkpoint.last_checkpoint(folder)
    assert last is not None
    del last.facts["arithmetic"]  # as versions before wrote it
    checkpoint.write_checkpoint(folder, last)
    job = Recorder()
    tasks.resume(project, job)

    assert told(job) == ["rounding-unknown"]


@pytest.mark.parametrize("backbone", ["mobilenet_v2_100_224", "efficientnet_lite0"])
def test_features_of_other_kernels_agree_to_the_stated_tolerance(backbone: str, tmp_path: Path) -> None:
    expected = features_with(backbone, {"TF_ENABLE_ONEDNN_OPTS": "1"}, tmp_path)
    for setting in OTHERS:
        found = features_with(backbone, setting, tmp_path)
        np.testing.assert_allclose(
            found, expected, rtol=0, atol=TOLERANCE * np.abs(expected).max(), err_msg=str(setting)
        )


def features_with(backbone: str, setting: dict[str, str], folder: Path) -> np.ndarray:
    file = folder / "features.npy"
    subprocess.run([sys.executable, "-c", FEATURES, file, backbone], cwd=ROOT, env=os.environ | setting, check=True)
    return np.load(file)
