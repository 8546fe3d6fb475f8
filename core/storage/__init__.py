"""How a project's plain files are read: those of other versions, and those that another program has saved."""
