"""System files: what systems, network disks and programs leave between a person's own files.

Its source travels with every exported model, so it needs nothing but the standard library.
"""

from __future__ import annotations

#: in small letters; those that begin with a dot are hidden anyway
SYSTEM_NAMES = frozenset(
    (
        # macOS, in archives and on disks of others
        "__macosx", "icon\r", "network trash folder", "temporary items", "thevolumesettingsfolder",
        "appledouble", "desktop db", "desktop df",
        # Windows
        "$recycle.bin", "recycler", "recycled", "system volume information", "thumbs.db", "ehthumbs.db",
        "ehthumbs_vista.db", "desktop.ini", "autorun.inf", "folder.ini", "msocache", "config.msi", "$winreagent",
        # Linux
        "lost+found", "aquota.user", "aquota.group",
        # network disks
        "@eadir", "@synoeastream", "@synoresource", "@tmp", "@sharebin", "#recycle", "#snapshot", "@recycle",
        "@recently-snapshot", "@recyclebin", "~snapshot", "network recycle bin",
        # programs
        "__pycache__", "picasa.ini", "zbthumbnail.info", "cvs",
    )
)  # fmt: skip
SYSTEM_BEGINNINGS = ("@syno", "$recycle", "found.0", "~$")


def is_hidden(name: str) -> bool:
    """Return whether a file or folder of this name is hidden; among them is “._scan.png”, which only looks like one."""
    return name.startswith(".")


def is_of_system(name: str) -> bool:
    """Return whether a file or folder of this name is none of the person's own: a recycle bin, stored thumbnails."""
    small = name.lower()
    return small in SYSTEM_NAMES or small.startswith(SYSTEM_BEGINNINGS)
