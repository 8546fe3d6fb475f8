"""What packages say of themselves."""

from __future__ import annotations

import pytest

from core.process.notices import RESEARCH_USE_ONLY
from tools.package import ROOT, identity


@pytest.mark.parametrize("file", ["README.md", "docs/user-guide.md", "docs/packaging.md"])
def test_research_use_only_is_said_in_one_wording(file: str) -> None:
    assert RESEARCH_USE_ONLY in " ".join((ROOT / file).read_text(encoding="utf-8").replace("**", "").split())


def test_research_use_only_is_said_by_every_installer() -> None:
    templates = ROOT / "tools" / "package" / "templates"
    for name in ("control.txt", "copyright.txt", "metainfo.txt", "readme.txt"):
        assert "$research_use_only" in (templates / name).read_text(encoding="utf-8"), name
    assert (templates / "installer.nsi").read_text(encoding="utf-8").count("${RESEARCH_USE_ONLY}") >= 3
    assert RESEARCH_USE_ONLY in str(identity.INFO_PLIST["NSHumanReadableCopyright"])
