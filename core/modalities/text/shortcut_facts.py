"""Facts: what can be known of a text without understanding a word of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.text.mis_encoded import is_mis_encoded

STEP = Message("measuring-the-texts")
#: “%” are shares
UNITS = {
    "characters": "", "words": "", "capitals": "%", "digits": "%", "punctuation": "%", "letters beyond ASCII": "%",
}  # fmt: skip
IN_ORDER, BROKEN = "no", "yes"
#: of a text so many are looked at: what the first pages say of its form the others do, too
MOST_CHARACTERS = 20_000


def facts_by_name(texts: Sequence[str], sites: Sequence[str], job: Job) -> dict[str, np.ndarray]:
    """Return by the name of the fact one value for each text: numbers, or words of a few kinds."""
    shares = np.array([_shares(text[:MOST_CHARACTERS]) for text in job.steps(STEP, texts, len(texts))], np.float64)
    capitals, digits, punctuation, beyond = shares.reshape(-1, 4).T
    return {
        "characters": np.array([len(text) for text in texts], np.float64),
        "words": np.array([len(text.split()) for text in texts], np.float64),
        "capitals": capitals,
        "digits": digits,
        "punctuation": punctuation,
        "letters beyond ASCII": beyond,
        "mis-encoded": np.array([BROKEN if is_mis_encoded(text) else IN_ORDER for text in texts]),
        "site": np.array(sites),
    }


def _shares(text: str) -> tuple[float, float, float, float]:
    """Return capitals among letters, then digits, punctuation and all that is not ASCII among what is no blank."""
    letters = sum(map(str.isalpha, text))
    blanks = sum(map(str.isspace, text))
    digits = sum(map(str.isdigit, text))
    others = len(text) - blanks - letters - digits
    seen = max(1, len(text) - blanks)
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    return sum(map(str.isupper, text)) / max(1, letters), digits / seen, others / seen, beyond / seen
