"""ImageOptions: what is seen of deep images and volumes, which frames are taken, and what one image may cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from core.errors import UserError
from core.messages import Message
from core.modalities.images.decoding import ImageLimits
from core.modalities.images.preprocessing import ReadOptions, Window
from core.storage.typed_values import read_as


@dataclass(frozen=True, kw_only=True)
class ImageOptions:
    """The `Options` of `core.modalities.options`, for images."""

    #: as in `ReadOptions`
    window: Window | None = None
    axis: int = 2
    #: of files with many pictures each so manieth is taken
    every: int = 1
    limits: ImageLimits = field(default_factory=ImageLimits)

    def __post_init__(self) -> None:
        if self.every < 1:
            raise UserError(Message("every-out-of-range"))
        if self.axis not in (0, 1, 2):
            raise UserError(Message("axis-out-of-range"))

    @property
    def kind(self) -> str:
        """Return the name of the modality; it is not kept, since projects of old name none."""
        return "images"

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return what decides how a picture looks."""
        return asdict(self.window) if self.window else None, self.axis

    @property
    def of_rows(self) -> tuple[Any, ...]:
        """Return all that decides which pictures a file gives."""
        return self.axis, self.every, self.limits

    def taken(self, number: int) -> Sequence[int]:
        """Return the numbers of the pictures that are learnt from."""
        return range(0, number, self.every)

    def kept(self, facts: Any) -> Any:
        """Return them as they are: an image stays in its file."""
        return facts

    def read_options(self, limits: ImageLimits | None = None) -> ReadOptions:
        """Return what readers are told; `limits` are those of the workers, where these have others."""
        return ReadOptions(window=self.window, axis=self.axis, most_pixels=(limits or self.limits).pixels)

    def as_json(self) -> dict[str, Any]:
        """Return plain values, which `from_json` reads."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Raise ValueError and UserError for values that `as_json` has not given."""
        return read_as(cls, values)


def image_options(options: object) -> ImageOptions:
    """Return them as those of images. Raise TypeError where they are of another kind."""
    if not isinstance(options, ImageOptions):
        raise TypeError("no options of images")
    return options
