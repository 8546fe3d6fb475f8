"""Estimate: what training costs with these layers unfrozen, from what was measured on this computer. No TensorFlow."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.backbones.layer_tree import Kind, Layer, LayerTree
from core.storage.typed_values import read_as

BYTES_PER_FEATURE = 4
MULTIPLIES = (Kind.CONVOLUTION, Kind.DENSE, Kind.ATTENTION)
#: what one multiplication costs in a depthwise convolution, and what writing one number costs, in multiplications of a
#: dense layer: both wait for memory. Only how the layers of one stretch share its time depends on them.
DEPTHWISE_COST, NUMBER_COST = 4, 40
#: of what a layer's way back costs, the part that is spared where its own weights stay fixed, or what lies before it
SPARED = 0.5


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Layers that follow one another and were measured together, in seconds an image."""

    layers: int
    #: folded, as features are computed
    frozen: float
    #: as validation computes them
    forward: float
    #: forward and back, all of them ticked
    training: float


@dataclass(frozen=True, kw_only=True)
class Throughput:
    """How fast this computer is with one backbone."""

    #: in network order; together they hold all layers
    stretches: tuple[Stretch, ...]
    #: beside what the layers take: what feeds, counts and reports
    seconds_per_batch: float
    seconds_per_epoch: float
    #: to draw an augmented view of an image
    seconds_per_view: float
    #: to adapt one weight by its gradient, once a batch
    seconds_per_update: float


@dataclass(frozen=True, kw_only=True)
class EstimateBasis:
    """All that an estimate needs to know of a backbone beside its layers."""

    feature_width: int
    #: for each layer: what is kept of an image where it is the first unfrozen one; 0 where that is the image itself
    row_bytes: tuple[int, ...]
    throughput: Throughput

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> EstimateBasis:
        """Raise ValueError where these are not the values of one."""
        return read_as(cls, values)


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one epoch goes through."""

    train: int
    validation: int
    batch_size: int
    #: of each image that is trained on, itself included
    views: int = 1

    @property
    def batches(self) -> int:
        return math.ceil(self.train / self.batch_size) + math.ceil(self.validation / self.batch_size)

    @property
    def pictures(self) -> int:
        """Return all that pass the frozen layers, each once."""
        return self.train * self.views + self.validation


@dataclass(frozen=True, kw_only=True)
class Estimate:
    #: to pass all images through the frozen layers, before the head is trained and before fine-tuning
    seconds_once: float
    seconds_per_head_epoch: float
    #: None where no layer is unfrozen
    seconds_per_fine_tuning_epoch: float | None
    #: of what the frozen layers make of the images, kept on disk
    cache_bytes: int


@dataclass(frozen=True)
class _Cost:
    """The cost of one layer, in seconds an image."""

    frozen: float
    forward: float
    training: float
    #: half of the way back: behind the frost line and not ticked, or the first one behind it
    half_trained: float


def estimate(tree: LayerTree, basis: EstimateBasis, unfrozen: Iterable[str], load: Load) -> Estimate:
    """Return what training costs with the layers of these paths ticked: the head first, then the fine-tuning."""
    speed, paths = basis.throughput, frozenset(unfrozen)
    costs = _costs(tree.layers, speed.stretches)
    head = Estimate(
        seconds_once=load.pictures * sum(cost.frozen for cost in costs),
        seconds_per_head_epoch=speed.seconds_per_epoch + load.batches * speed.seconds_per_batch,
        seconds_per_fine_tuning_epoch=None,
        cache_bytes=load.pictures * basis.feature_width * BYTES_PER_FEATURE,
    )
    ticked = [place for place, layer in enumerate(tree.layers) if is_trained(layer, paths)]
    if not ticked:
        return head
    row_bytes = basis.row_bytes[ticked[0]]
    frozen = sum(cost.frozen for cost in costs[: ticked[0]]) if row_bytes else 0.0
    drawing = 0.0 if row_bytes else load.train * speed.seconds_per_view * (load.views - 1) / load.views
    updates = math.ceil(load.train / load.batch_size) * trained_parameters(tree, paths) * speed.seconds_per_update
    passing = _seconds_behind_the_line(tree.layers, costs, paths, ticked[0], load)
    return replace(
        head,
        seconds_once=head.seconds_once + load.pictures * frozen,
        seconds_per_fine_tuning_epoch=head.seconds_per_head_epoch + passing + updates + drawing,
        cache_bytes=head.cache_bytes + load.pictures * row_bytes,
    )


def _seconds_behind_the_line(
    layers: Sequence[Layer], costs: Sequence[_Cost], paths: Collection[str], first: int, load: Load
) -> float:
    """Return the seconds to pass the images of an epoch through the layers from the first ticked one on."""
    training = forward = 0.0
    for place, (layer, cost) in enumerate(zip(layers[first:], costs[first:], strict=True), start=first):
        is_whole = is_trained(layer, paths) and (place > first or first == 0)  # an image needs no gradient
        training += cost.training if is_whole else cost.half_trained
        forward += cost.forward
    return load.train * training + load.validation * forward


def is_trained(layer: Layer, unfrozen: Collection[str]) -> bool:
    return layer.trainable_parameters > 0 and layer.path in unfrozen


def trained_parameters(tree: LayerTree, unfrozen: Iterable[str]) -> int:
    """Return how many parameters train, without the head's."""
    paths = frozenset(unfrozen)
    return sum(layer.trainable_parameters for layer in tree.layers if is_trained(layer, paths))


def head_parameters(feature_width: int, units: int) -> int:
    return (feature_width + 1) * units


def _costs(layers: Sequence[Layer], stretches: Sequence[Stretch]) -> list[_Cost]:
    """Return the time of each stretch, shared out among its layers by how much they have to compute."""
    costs: list[_Cost] = []
    for stretch in stretches:
        inside = layers[len(costs) : len(costs) + stretch.layers]
        work = [_work(layer) for layer in inside]
        whole = sum(work) or 1.0
        costs += _shared_out(stretch, inside, [part / whole for part in work])
    return costs


def _shared_out(stretch: Stretch, layers: Sequence[Layer], shares: Sequence[float]) -> Iterator[_Cost]:
    for layer, share in zip(layers, shares, strict=True):
        spared = SPARED * max(0.0, stretch.training - stretch.forward) if layer.kind in MULTIPLIES else 0.0
        yield _Cost(
            frozen=share * stretch.frozen,
            forward=share * stretch.forward,
            training=share * stretch.training,
            half_trained=share * (stretch.training - spared),
        )


def _work(layer: Layer) -> float:
    """Return the work in multiplications of a dense layer.

    A kernel is applied at every place of what the layer gives.
    """
    sides = [side or 1 for side in layer.output_shape]
    places, numbers = math.prod(sides[:-1]), math.prod(sides)
    multiplications = layer.trainable_parameters * places
    match layer.kind:
        case Kind.DEPTHWISE:
            return DEPTHWISE_COST * multiplications + NUMBER_COST * numbers
        case Kind.NORMALISATION:
            return 2 * NUMBER_COST * numbers  # and the activation behind it
        case _:
            return multiplications + NUMBER_COST * numbers
