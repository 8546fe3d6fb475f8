"""Facts: counted as a person would, and named where the audit speaks of them."""

from __future__ import annotations

import numpy as np

from core.audit.fact_names import fact_name
from core.jobs import Job
from core.modalities.text.shortcut_facts import UNITS, facts_by_name
from core.wording.catalogue import text_of

TEXTS = ["Ab 12!", "", "  ", "ÄÖ cafÃ©", "…"]


def test_facts_are_those_of_each_text() -> None:
    facts = facts_by_name(TEXTS, ["North"] * len(TEXTS), Job())
    assert facts["characters"].tolist() == [6, 0, 2, 8, 1]
    assert facts["words"].tolist() == [2, 0, 0, 2, 1]
    assert np.allclose(facts["capitals"], [0.5, 0, 0, 0.5, 0])
    assert np.allclose(facts["digits"], [0.4, 0, 0, 0, 0])
    assert np.allclose(facts["punctuation"], [0.2, 0, 0, 1 / 7, 1])
    assert np.allclose(facts["letters beyond ASCII"], [0, 0, 0, 4 / 7, 1])
    assert facts["mis-encoded"].tolist() == ["no", "no", "no", "yes", "no"]
    assert facts["site"].tolist() == ["North"] * len(TEXTS)


def test_all_facts_have_a_name_and_numbers_a_unit() -> None:
    facts = facts_by_name(TEXTS, [""] * len(TEXTS), Job())
    assert all(text_of(fact_name(name)) for name in facts)
    assert UNITS.keys() == {name for name, values in facts.items() if values.dtype.kind == "f"}
