"""Throughput: how fast this computer computes and trains a backbone, measured on the real code, once, and kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import keras
import numpy as np
import platformdirs
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import read_card
from core.backbones.digest import module_digest
from core.backbones.frost_line import FrostLine, as_constant_function
from core.backbones.layer_tree import LayerTree
from core.events import EpochEnded, Event
from core.features.augmentation import Augmentation, Flips
from core.features.views import Views
from core.jobs import Job
from core.modalities.modalities import modality_named
from core.modalities.prepared_rows import Recipe
from core.process.device import this_device
from core.storage.files import sha256_of
from core.storage.kept_json import read_kept, write_kept
from core.targets.kinds import USUAL
from core.training.batches import Examples
from core.training.estimate import EstimateBasis, Stretch, Throughput
from core.training.fit import fit_phase
from core.training.model import Head, TransferModel
from core.training.phase_data import PhaseData
from core.training.phase_state import PhaseState
from core.training.plan import Phase, Plan

#: a change in how training computes must change this
VERSION = 1
#: images that pass together: as in training, or fewer where the layers are so slow that these tell enough
LARGEST_BATCH, SMALLEST_BATCH = 32, 8
#: that one step should take at most, if the way back costs as it does elsewhere
SECONDS_PER_STEP, STEP_PER_FROZEN = 0.4, 10
#: measurements of one kind: at least so many, and no more once so much time has gone
FEWEST, MOST, SECONDS = 3, 7, 0.25
#: batches and images in an epoch from which the costs beside the layers are told
FEW, MANY = 1, 31
TARGET = USUAL(("one", "other"))
ADAPTED = 1 << 20

Work = Callable[[], object]


def estimate_basis(folder: Path, job: Job, recipe: Recipe | None = None) -> EstimateBasis:
    """Return that of the backbone in `folder`: from the user's cache, or measured, which takes some ten seconds.

    Where the recipe says how long rows are, they are measured so; else as the card says it.
    """
    row_shape = recipe.row_shape if recipe is not None else None
    file = _file_of(folder, row_shape)
    known = _read(file)
    if known is None:
        known = _measured(open_backbone(folder, row_shape), job, recipe)
        with suppress(OSError, ValueError):  # then it is measured again the next time
            write_kept(file, known.as_json())
    return known


def row_bytes(backbone: Backbone) -> tuple[int, ...]:
    """Return what a layer keeps of an image where all from there on are unfrozen; 0 where that is the image."""
    layers = backbone.layers.layers
    lines = [backbone.frost_line(layers[place:]) for place in range(len(layers))]
    return tuple(0 if line.is_at_input else line.row_dtype.itemsize for line in lines)


def measure_throughput(backbone: Backbone, job: Job, recipe: Recipe | None = None) -> Throughput:
    """Return seconds, on random examples. May raise JobStopped between two measurements."""
    per_batch, per_epoch = _around_the_layers(backbone.feature_width, job)
    return Throughput(
        stretches=_stretches(backbone, job),
        seconds_per_batch=per_batch,
        seconds_per_epoch=per_epoch,
        seconds_per_view=_per_view(backbone, recipe, job),
        seconds_per_update=_per_update(job),
    )


def _measured(backbone: Backbone, job: Job, recipe: Recipe | None) -> EstimateBasis:
    job.checkpoint()
    sizes = row_bytes(backbone)
    measured = measure_throughput(backbone, job, recipe)
    return EstimateBasis(feature_width=backbone.feature_width, row_bytes=sizes, throughput=measured)


def _file_of(folder: Path, row_shape: tuple[int, ...] | None) -> Path:
    given = read_card(folder).input
    is_as_on_card = row_shape is None or given.of_rows(row_shape) == given
    parts = [VERSION, module_digest(folder), this_device().arithmetic]
    key = sha256_of(*parts, *([] if is_as_on_card else [row_shape]))
    return platformdirs.user_cache_path("frostline", appauthor=False) / "throughput" / f"{key}.json"


def _read(file: Path) -> EstimateBasis | None:
    try:
        return EstimateBasis.from_json(read_kept(file, "throughput.json"))
    except (OSError, ValueError):
        return None


# ---- the layers


def _stretches(backbone: Backbone, job: Job) -> tuple[Stretch, ...]:
    """Measure them one after the other, each on what the one before gives: what is small is also quickly traced."""
    layers = backbone.layers.layers
    starts = _starts(backbone.layers)
    lines = [backbone.frost_line(layers[start:]) for start in starts] + [backbone.frost_line([])]
    values: tuple[tf.Tensor, ...] = (tf.constant(backbone.card.input.random_rows(LARGEST_BATCH)),)
    stretches = []
    for (start, end), (line, later) in zip(pairwise([*starts, len(layers)]), pairwise(lines), strict=True):
        function = tf.function(_function(backbone, line, later), autograph=False)  # a tape sees only whole calls
        variables = backbone.trainable_variables(layers[start:end]).values()
        stretches.append(_stretch(end - start, function, values, list(variables), job))
        values = tuple(function(*values))
    return tuple(stretches)


def _starts(tree: LayerTree) -> list[int]:
    """Return the first layers of some blocks: more of them near the end, where most users unfreeze."""
    first_layers: dict[str, int] = {}
    for place, layer in enumerate(tree.layers):
        first_layers.setdefault(layer.block, place)
    blocks = list(first_layers.values())
    count = len(blocks)
    chosen = {0, count // 4, count // 2, 3 * count // 4, max(0, count - 2), count - 1}
    return [blocks[place] for place in sorted(chosen)]


def _function(backbone: Backbone, line: FrostLine, later: FrostLine) -> Callable[..., list[tf.Tensor]]:
    if later.frontier == line.frontier:
        return lambda *values: list(values)
    run = line.until(later)
    if line.is_at_input:
        return lambda rows: run(*backbone.feeds(rows))
    return run


def _stretch(
    layers: int, function: Callable, values: Sequence[tf.Tensor], variables: Sequence[tf.Variable], job: Job
) -> Stretch:
    frozen = _frozen_seconds(function, values, job)
    batch = round(SECONDS_PER_STEP / (STEP_PER_FROZEN * max(frozen, 1e-9)))
    values = [value[: max(SMALLEST_BATCH, min(LARGEST_BATCH, batch))] for value in values]
    return Stretch(
        layers=layers,
        frozen=frozen,
        forward=_forward_seconds(function, values, job),
        training=_training_seconds(function, values, variables, job),
    )


def _frozen_seconds(function: Any, values: Sequence[tf.Tensor], job: Job) -> float:
    """Measure a compiled function; what it was compiled of is compiled anew, with its variables as they are."""
    size = this_device().group
    group = [value[:size] for value in values]
    signature = [tf.TensorSpec([None, *value.shape[1:]], value.dtype) for value in values]
    folded = as_constant_function(lambda *values: function.python_function(*values), signature)
    return _seconds(lambda: [made.numpy() for made in folded(*group)], job) / size


def _forward_seconds(function: Callable, values: Sequence[tf.Tensor], job: Job) -> float:
    forward = tf.function(lambda *values: _sum(function(*values)), autograph=False)
    return _seconds(lambda: forward(*values).numpy(), job) / len(values[0])


def _training_seconds(
    function: Callable, values: Sequence[tf.Tensor], variables: Sequence[tf.Variable], job: Job
) -> float:
    """Measure going forward, and back to the weights and, where there are layers before, to what these give."""
    passed_back = [place for place, value in enumerate(values) if value.dtype.is_floating]

    def step(*values: tf.Tensor) -> tf.Tensor:
        watched = [values[place] for place in passed_back]
        with tf.GradientTape() as tape:
            tape.watch(watched)
            loss = _sum(function(*values))
        gradients = tape.gradient(loss, [*variables, *watched], unconnected_gradients="zero")
        return _sum([loss, *gradients])

    compiled = tf.function(step, autograph=False)
    return _seconds(lambda: compiled(*values).numpy(), job) / len(values[0])


def _sum(values: Sequence[tf.Tensor]) -> tf.Tensor:
    """Return the sum of all numbers in all of them: who wants it has to compute them."""
    return tf.add_n([tf.reduce_sum(tf.cast(tf.convert_to_tensor(value), tf.float32)) for value in values])


# ---- what is beside the layers


class _FeaturesInMemory:
    """Stands for features on disk."""

    def __init__(self, width: int):
        self.specs = [tf.TensorSpec([None, width], tf.float32)]
        self._width = width

    def make_ready(self, images: Sequence[str], view: int, job: Job) -> None:
        """They are."""

    def read(self, images: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        return (np.zeros([len(images), self._width], np.float32),)

    def lengths(self, images: Sequence[str]) -> None:
        return None


def _around_the_layers(width: int, job: Job) -> tuple[float, float]:
    """Return seconds per batch and per epoch where only the head trains: two epochs distinguish them."""
    model = TransferModel(None, Head(TARGET, dropout=0.2, seed=0), width)
    model.compile_for(1e-3)
    many, few = (_epoch_seconds(model, width, batches, job) for batches in (MANY, FEW))
    per_batch = max(0.0, many - few) / (2 * (MANY - FEW))
    return per_batch, max(0.0, few - 2 * FEW * per_batch)


def _epoch_seconds(model: TransferModel, width: int, batches: int, job: Job) -> float:
    job.checkpoint()
    ended: list[float] = []

    def listen(event: Event) -> None:
        if isinstance(event, EpochEnded):
            ended.append(event.seconds)

    plan = Plan(
        backbone="", phases=(Phase(name="head", epochs=1 + FEWEST, patience=1 + FEWEST),), batch_size=LARGEST_BATCH
    )
    examples = _examples(batches * LARGEST_BATCH)
    views = Views(None, plan.seed)
    data = PhaseData(train=examples, validation=examples, inputs=_FeaturesInMemory(width), views=views)
    fit_phase(model, data, plan, PhaseState(phase=0), Job(listen), lambda checkpoint: None)
    return min(ended[1:])


def _examples(count: int) -> Examples:
    labels = TARGET.encode(TARGET.names[place % 2] for place in range(count))
    nothing = ("",) * count
    return Examples(images=nothing, labels=labels, weights=np.ones(count, np.float32), subjects=nothing)


def _per_view(backbone: Backbone, recipe: Recipe | None, job: Job) -> float:
    """Return seconds to draw a view; nothing where only a recipe could say what is drawn, and there is none."""
    given = backbone.card.input
    if given.keeps_examples and recipe is None:
        return 0.0
    size = this_device().group
    rows = given.random_rows(size)
    of_texts = recipe if given.keeps_examples else None
    views = Views(modality_named(given.kind).augmenter(Augmentation.LIGHT, Flips.HORIZONTAL, of_texts), 0)
    names = [str(place) for place in range(size)]
    return _seconds(lambda: views.apply(rows, names, 1), job) / size


def _per_update(job: Job) -> float:
    weights = keras.Variable(np.zeros(ADAPTED, np.float32))
    optimizer = keras.optimizers.Adam(1e-5)
    optimizer.build([weights])
    update = tf.function(lambda: optimizer.apply([tf.ones(ADAPTED)], [weights]), autograph=False)
    return _seconds(update, job) / ADAPTED


def _seconds(work: Work, job: Job) -> float:
    """Return the shortest time, after a first that traces and warms up: other work only makes it longer."""
    job.checkpoint()
    work()
    times: list[float] = []
    while len(times) < FEWEST or (len(times) < MOST and sum(times) < SECONDS):
        job.checkpoint()
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)
