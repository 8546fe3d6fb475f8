"""Measure what watching the layers costs: training steps with it, and steps of the same model without it, in turns."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bench import TIMED_BACKBONE, Bench
from benchmarks.figure import Figure
from benchmarks.fresh_process import in_fresh_process
from benchmarks.plain_keras import LAST_BLOCKS
from benchmarks.side import BATCH_SIZE
from benchmarks.tutorial_recipe import ALL
from core.backbones.catalogue import find_backbone

AT_MOST = 1.05
#: in turns; the first ones trace and warm up
STEPS, FIRST = 20, 4
PATTERNS = {LAST_BLOCKS: "last:2", ALL: "all"}


@dataclass(frozen=True)
class StepRequest:
    backbone: Path
    unfreeze: str
    steps: int


def measure(bench: Bench) -> list[Figure]:
    figures = []
    for name, pattern in PATTERNS.items():
        bench.report(f"steps with {name}, watched and not")
        steps = FIRST if bench.settings.is_quick else STEPS
        request = StepRequest(find_backbone(TIMED_BACKBONE), pattern, steps)
        watched, unwatched = in_fresh_process(measure_steps, request).answer
        figures.append(
            Figure(
                name=f"a training step that is watched, {name}, times as long",
                value=watched / unwatched,
                unit="×",
                target=AT_MOST,
                at_least=False,
                other=f"not watched {1000 * unwatched:.1f} ms",
                frostline=f"{1000 * watched:.1f} ms",
            )
        )
    return figures


def measure_steps(request: StepRequest) -> tuple[float, float]:
    """Return the least seconds of a step on random values at the frost line, as Frostline trains and unwatched."""
    from core.process.memory import keep_freed_memory
    from core.process.tensorflow_start import prepare_tensorflow

    keep_freed_memory()
    prepare_tensorflow()
    import numpy as np
    import tensorflow as tf

    from core.backbones.backbone import open_backbone
    from core.targets.single_label import SingleLabel
    from core.training.model import Head, Tail, TransferModel

    class Unwatched(TransferModel):
        @tf.autograph.experimental.do_not_convert
        def train_step(self, data: tuple) -> dict[str, tf.Tensor]:
            values, labels, weights = data
            with tf.GradientTape() as tape:
                logits = self(values, training=True)
                loss = self.compute_loss(y=labels, y_pred=logits, sample_weight=weights)
            gradients = tape.gradient(loss, [variable.value for variable in self.trainable_variables])
            self.optimizer.apply(gradients, self.trainable_variables)
            return {"loss": loss}

    backbone = open_backbone(request.backbone)
    layers = backbone.layers.matching([request.unfreeze])
    draw = np.random.default_rng(0)
    steps = []
    for kind in (TransferModel, Unwatched):
        model = kind(Tail(backbone, layers), Head(SingleLabel(("a", "b")), dropout=0.2, seed=0), backbone.feature_width)
        model.compile_for(1e-5)
        steps.append(tf.function(model.train_step, autograph=False))
    specs = Tail(backbone, layers).line.specs
    values = tuple(_random(tf, draw, [BATCH_SIZE, *spec.shape[1:]], spec.dtype) for spec in specs)
    labels = tf.constant(draw.integers(0, 2, BATCH_SIZE), tf.int32)
    data = values, labels, tf.ones([BATCH_SIZE])
    seconds: list[list[float]] = [[], []]
    for _ in range(FIRST + request.steps):
        for step, taken in zip(steps, seconds, strict=True):
            began = time.perf_counter()
            step(data)["loss"].numpy()
            taken.append(time.perf_counter() - began)
    watched, unwatched = (min(taken[FIRST:]) for taken in seconds)
    return watched, unwatched


def _random(tf: Any, draw: Any, shape: list[int], dtype: Any) -> Any:
    return tf.cast(tf.constant(draw.uniform(0, 1, shape)), dtype)
