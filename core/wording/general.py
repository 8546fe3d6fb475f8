"""Word the messages that several wings share."""

from __future__ import annotations

from core.messages import AS_WRITTEN
from core.wording.wording import Wording

GENERAL = {
    AS_WRITTEN: Wording("{text}", "{hint}"),
    "sentences": Wording("{sentences:sentences}"),
    "quoted-names": Wording("{names:quoted}"),
    "counted-images": Wording("{images:image}"),
    "counted-images-in-files": Wording(
        "{files:file} ({images:,} images in them)",
        one="{files:file} ({images:,} images in it)",
        by="files",
    ),
}
