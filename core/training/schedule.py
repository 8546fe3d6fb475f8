"""The learning rate of each step: a function of where training is, so that a resumed run needs no memory of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.backbones.layer_tree import LayerTree, layer_path
from core.training.plan import Phase, Plan
from core.training.settings import Schedule


def learning_rate_at(plan: Plan, phase: Phase, step: int, steps_per_epoch: int) -> float:
    """Return the rate of this step of the phase, from 0: first the warm-up, which rises evenly, then the schedule.

    The cosine goes down to nothing at the end of the most epochs that the phase may have (Loshchilov and Hutter, 2017).
    """
    warmup = round(plan.warmup_epochs * steps_per_epoch)
    if step < warmup:
        return phase.learning_rate * (step + 1) / (warmup + 1)
    if plan.schedule is Schedule.CONSTANT:
        return phase.learning_rate
    left = max(1, phase.epochs * steps_per_epoch - warmup)
    return phase.learning_rate * (1 + math.cos(math.pi * min(1.0, (step - warmup) / left))) / 2


def shares_of_blocks(tree: LayerTree, variables: Sequence[str], factor: float) -> dict[str, float]:
    """Return by variable its share of the learning rate: 1 in the last block, a `factor`th less in each before.

    Discriminative fine-tuning of Howard and Ruder (2018), by blocks of the tree, whether these are unfrozen or not.
    """
    block_of = {layer.path: layer.block for layer in tree.layers}
    depth = {block: place for place, block in enumerate(reversed(list(tree.blocks)))}
    return {path: factor ** -depth[block_of[layer_path(path)]] for path in variables}
