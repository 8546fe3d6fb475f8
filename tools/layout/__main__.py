"""`python -m tools.layout`: print where the code departs from its layout, a line each; status 1 where it does."""

from __future__ import annotations

import sys

from resources import ROOT
from tools.layout.rules import problems


def main() -> int:
    found = problems(ROOT)
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
