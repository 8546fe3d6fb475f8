"""Asked: what a person says of a prediction beside what is to be predicted."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.dataset.columns import Columns


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is said where nobody says anything is the default."""

    #: of texts: which column of a table is the text; None where that is found out
    columns: Columns | None = None
    #: of texts: whether the table of predictions repeats them
    with_text: bool = False
    #: whether reasons stand in the table as codes, for a window to word
    with_codes: bool = field(default=False, compare=False)
    #: of texts: as those that were learnt from had it: taken where a table has such a column, and nothing is asked for
    usual: Columns = field(default=Columns(), compare=False)


AS_USUAL = Asked()
