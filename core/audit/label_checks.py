"""The checks of what is predicted: those that the target names, each with the function that makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.audit.balance import balance_finding, test_size_finding
from core.audit.findings import Finding
from core.audit.shortcut_finding import shortcut_finding
from core.dataset.dataset import Dataset
from core.targets.checks import Check

#: gives facts beside the examples at these places by their names: arrays [n] of numbers or texts
ReadFacts = Callable[[], Mapping[str, np.ndarray]]
#: looks at the examples at these places of a dataset
LabelCheck = Callable[[Dataset, Sequence[int], ReadFacts], Finding]

#: in the order of their findings; `core.audit.classes` is asked before any example is looked at
LABEL_CHECKS: dict[Check, LabelCheck] = {
    Check.SHORTCUTS: lambda dataset, places, facts: shortcut_finding(dataset, places, facts()),
    Check.BALANCE: lambda dataset, places, _: balance_finding(dataset, places),
    Check.TEST_SIZE: lambda dataset, _, __: test_size_finding(dataset),
}


def label_findings(dataset: Dataset, places: Sequence[int], facts: ReadFacts) -> list[Finding]:
    """Return what the checks find that the target of the dataset names."""
    return [check(dataset, places, facts) for name, check in LABEL_CHECKS.items() if name in dataset.target.checks]
