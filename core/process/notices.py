"""Keep the notices that stand wherever a model or its predictions leave Frostline."""

from __future__ import annotations

RESEARCH_USE_ONLY = (
    "For research use only. Not a medical device: not for diagnosis, treatment or any other decision about a patient."
)
