"""Walk: one image on its way through a network."""

from __future__ import annotations

import numpy as np

from core.inspection.activation import MAPS_AT_ONCE, ChannelOrder, ClassGradient, LayerActivation
from core.inspection.maps import as_maps, channels_last, grad_cam, has_class_token, ordered_channels
from core.inspection.network import InspectedNetwork
from core.inspection.passage import Passage


class Walk(Passage):
    """Gives the channels of a layer as maps."""

    def __init__(self, network: InspectedNetwork, image: np.ndarray, frames: int = 1):
        """`image` is prepared: [height, width, 3] uint8, or float16 in 0..1; `frames` pictures are in its file."""
        super().__init__(network, image)
        self.image, self.frames = image, frames

    def channels_last(self, place: int, values: np.ndarray) -> np.ndarray:
        """Return [height, width, c], [tokens, c] or [c]."""
        return channels_last(values, self.network.cuts[place].layer.kind)

    def look(
        self, place: int, page: int = 0, order: ChannelOrder = ChannelOrder.NUMBER, number: int | None = None
    ) -> LayerActivation:
        """Return one page of its channels as maps, and what speaks for a class where its number is given."""
        values = self.channels_last(place, self.output(place))
        maps = as_maps(values)
        channels = maps.shape[-1]
        pages = -(-channels // MAPS_AT_ONCE)
        page = min(max(page, 0), pages - 1)
        shown = ordered_channels(maps, order)[page * MAPS_AT_ONCE : (page + 1) * MAPS_AT_ONCE]
        return LayerActivation(
            facts=self.facts(place, number),
            statistics=self.statistics(place, values, number),
            shown=tuple(shown.tolist()),
            maps=_pictures(maps, shown),
            has_class_token=has_class_token(values),
            page=page,
            pages=pages,
            gradient=None if number is None else self._class_gradient(place, number, maps, shown),
        )

    def _class_gradient(self, place: int, number: int, maps: np.ndarray, shown: np.ndarray) -> ClassGradient:
        gradients = as_maps(self.channels_last(place, self.gradient(place, number)))
        return ClassGradient(
            label=self.network.classes[number],
            probability=float(self.probabilities[number]),
            maps=_pictures(gradients, shown),
            cam=grad_cam(maps, gradients),
        )


def _pictures(maps: np.ndarray, channels: np.ndarray) -> np.ndarray:
    """Return [k, height, width] of [height, width, c]."""
    return np.ascontiguousarray(np.moveaxis(maps[..., channels], -1, 0))
