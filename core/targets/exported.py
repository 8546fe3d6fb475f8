"""What an exported model says of its target: in its README, in the name of its list, in what a server gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Exported:
    """Words and names that programs of others go by: they stay as they are once models with them are in use."""

    #: what the model is, with {examples} for what it is given
    title: str
    #: what predict.py predicts, with {examples}, too
    predicts: str
    #: what the target's names are
    names: str
    #: the JSON list of the names, among the assets
    names_file: str
    #: what the numbers of a prediction are, and what a server calls them
    values: str
