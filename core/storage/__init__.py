"""Keep files on disk: written beside and renamed, read whatever version wrote it, cleared when abandoned."""
