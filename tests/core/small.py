"""A small backbone and small images, on which the real engine trains in a second; and what tests ask of its runs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core import tasks
from core.errors import JobStopped
from core.events import Event
from core.jobs import Job
from core.project.project import Project
from core.training.epoch_record import EpochRecord
from core.training.plan import Plan, usual_phases
from core.training.run import Run

BACKBONE = "small"
SIDE = 32
WIDTH = 16
BLOCKS = 3
CLASSES = ("circle", "square", "stripes")
SUBJECTS_PER_CLASS = 10
IMAGES_PER_SUBJECT = 2


def write_backbone(folder: Path) -> Path:
    """Three blocks of a convolution and a normalisation, for images of 32×32 in 0..1, saved as TF2 Hub has them."""
    import tensorflow as tf

    from core.backbones.card import Card, write_card
    from core.modalities.images.image_input import ImageInput

    variables = _draw_variables()

    @tf.function(autograph=False)
    def call(images: tf.Tensor, training: bool = False) -> tf.Tensor:
        x = images * 2.0 - 1.0
        for block in range(1, BLOCKS + 1):
            norm = [variables[f"block_{block}_bn/{name}"] for name in NORMALISATION]
            x = tf.nn.conv2d(x, variables[f"block_{block}_conv/kernel"], 2, "SAME")
            x = tf.nn.relu6(tf.compat.v1.nn.fused_batch_norm(x, *norm, epsilon=1e-3, is_training=False)[0])
        return tf.reduce_mean(x, [1, 2])

    for training in (True, False):
        call.get_concrete_function(tf.TensorSpec([None, SIDE, SIDE, 3], tf.float32, "images"), training=training)
    module = tf.train.Checkpoint()  # an object that takes any attribute
    module.__call__ = call
    module.variables = list(variables.values())
    module.trainable_variables = [variable for variable in module.variables if variable.trainable]
    module.regularization_losses = []
    tf.saved_model.save(module, str(folder))
    card = Card(
        name=BACKBONE,
        title="A small network",
        licence="Apache-2.0",
        source="drawn at random",
        sha256="",
        input=ImageInput(input_size=(SIDE, SIDE), value_range=(0.0, 1.0)),
        feature_width=WIDTH,
        parameters=sum(int(np.prod(variable.shape)) for variable in variables.values()),
    )
    write_card(card, folder)
    return folder


NORMALISATION = ("gamma", "beta", "moving_mean", "moving_variance")


def _draw_variables() -> dict:
    import tensorflow as tf

    draw = np.random.default_rng(7)
    variables = {}
    widths = [3, 8, 12, WIDTH]
    for block in range(1, BLOCKS + 1):
        shape = (3, 3, widths[block - 1], widths[block])
        values = {f"block_{block}_conv/kernel": draw.normal(0, np.sqrt(2 / np.prod(shape[:3])), shape)}
        for name in NORMALISATION:
            start = 1.0 if name in ("gamma", "moving_variance") else 0.1
            values[f"block_{block}_bn/{name}"] = start + draw.normal(0, 0.05, shape[3:])
        for name, value in values.items():
            variables[name] = tf.Variable(value.astype(np.float32), trainable="moving" not in name, name=name)
    return variables


def write_images(folder: Path, subjects_per_class: int = SUBJECTS_PER_CLASS, unreadable: int = 2) -> Path:
    """Three classes of two noisy pictures a subject, some files that are no images, and the table of them all."""
    rows = []
    for number, label in enumerate(CLASSES):
        for subject in range(subjects_per_class):
            for image in range(IMAGES_PER_SUBJECT):
                file = f"pictures/{label}_{subject}_{image}.png"
                _write_picture(folder / file, number, np.random.default_rng([number, subject, image]))
                rows.append((file, label, f"{label}{subject}"))
    for number in range(unreadable):
        file = f"pictures/unreadable_{number}.png"
        (folder / file).write_bytes(b"no image")
        rows.append((file, CLASSES[0], ""))
    with open(folder / "images.csv", "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("file", "class", "subject"), *rows])
    return folder


def _write_picture(path: Path, shape: int, draw: np.random.Generator) -> None:
    height, width = 40, 36
    y, x = np.mgrid[:height, :width] - draw.uniform(14, 22, (2, 1, 1))
    masks = [np.hypot(x, y) < 9, np.maximum(abs(x), abs(y)) < 8, np.sin(x) > 0.2]
    light = 90 + 70 * masks[shape][..., None] + draw.normal(0, 35, (height, width, 3))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(light.clip(0, 255).astype(np.uint8)).save(path)


def small_plan(*unfreeze: str, epochs: int = 2, fine_tune_epochs: int = 2, **settings: Any) -> Plan:
    """Head, and then what is to be unfrozen, in batches of 8, fast enough that all weights move."""
    phases = usual_phases(
        unfreeze,
        epochs=epochs,
        fine_tune_epochs=fine_tune_epochs,
        learning_rate=1e-2,
        fine_tune_learning_rate=1e-3,
    )
    usual: dict[str, Any] = {"backbone": BACKBONE, "phases": phases, "batch_size": 8}
    return Plan(**usual | settings)


class Recorder(Job):
    """A job that remembers its events; `react` may answer each, as a user would."""

    def __init__(self, react: Callable[[Job, Event], None] = lambda job, event: None) -> None:
        super().__init__(self._receive)
        self.events: list[Event] = []
        self._react = react

    def _receive(self, event: Event) -> None:
        self.events.append(event)
        self._react(self, event)

    def of(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]


def stopping_at(place: Callable[[Event], bool]) -> Recorder:
    """A job that is asked to stop when an event comes for which `place` is true."""

    def react(job: Job, event: Event) -> None:
        if place(event):
            job.stop()

    return Recorder(react)


def train_again(project: Project, images: Path, plan: Plan, job: Job | None = None) -> Run:
    """As a user goes on after an interruption: resume where there is a run, else train."""
    job = job or Job()
    if any(not run.is_finished for run in project.runs):
        return tasks.resume(project, job)
    return tasks.train(project, plan, job, images)


def is_stopped(project: Project, images: Path, plan: Plan, job: Job) -> bool:
    try:
        train_again(project, images, plan, job)
    except JobStopped:
        return True
    return False


def weights_of(run: Run) -> dict[str, np.ndarray]:
    with np.load(run.model_folder / "weights.npz") as archive:
        return dict(archive)


def history_of(run: Run) -> list[EpochRecord]:
    """Without the seconds, which no two runs share."""
    return [replace(epoch, seconds=0.0) for epoch in run.history]


def assert_same_result(run: Run, expected: Run) -> None:
    """To the last bit: weights and history."""
    weights, wanted = weights_of(run), weights_of(expected)
    assert weights.keys() == wanted.keys()
    moved = [name for name in wanted if weights[name].tobytes() != wanted[name].tobytes()]
    assert not moved, f"differ: {moved}"
    assert history_of(run) == history_of(expected)
