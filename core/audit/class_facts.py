"""ClassFacts: how many images and subjects a class has, and in which parts of the split."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import bound_together
from core.messages import Message


class ClassFacts:
    """The number of images and independent groups of a class, and the parts that they are in."""

    def __init__(self, label: str, images: Sequence[Example], subjects: int):
        self.label, self.images, self.subjects = label, len(images), subjects
        self.different = len({image.key or image.name for image in images})
        self.of_part = Counter(image.split for image in images if image.split)

    @property
    def parts(self) -> list[Split]:
        return [split for split in Split if self.of_part[split]]

    @property
    def lacking(self) -> list[Split]:
        return [split for split in Split if not self.of_part[split]]

    @property
    def row(self) -> tuple[str, ...]:
        return (self.label, f"{self.images:,}", f"{self.subjects:,}", *(f"{self.of_part[part]:,}" for part in Split))


#: the head of the rows above
TABLE = (
    Message("heading-class"), Message("heading-images"), Message("heading-subjects"), Message("heading-training"),
    Message("heading-validation"), Message("heading-test"),
)  # fmt: skip


def facts_of(dataset: Dataset) -> Mapping[str, ClassFacts]:
    used = [image for image in dataset.examples if image.is_used]
    images: dict[str, list[Example]] = defaultdict(list)
    groups: dict[str, set[int]] = defaultdict(set)
    for image, group in zip(used, bound_together(used), strict=True):
        images[image.label].append(image)
        groups[image.label].add(int(group))
    return {label: ClassFacts(label, images[label], len(groups[label])) for label in sorted(images)}
