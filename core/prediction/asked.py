"""Asked: what a person says of a prediction beside what is to be predicted."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.dataset.columns import Columns


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Both are of texts alone."""

    #: which column of a table is the text; None where that is found out
    columns: Columns | None = None
    #: whether the table of predictions repeats the texts
    with_text: bool = False
    #: as the texts that were learnt from had it: taken where a table has such a column, and nothing is asked for
    usual: Columns = field(default=Columns(), compare=False)


AS_USUAL = Asked()
