#!/bin/sh
# Print the Python that Frostline is set up with: the first on PATH that is 3.11, 3.12 or 3.13 and really runs.
for python in python3 python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
        command -v "$python"
        exit 0
    fi
done
echo "Frostline needs Python 3.11, 3.12 or 3.13, and none of them is on the PATH. On Debian and Ubuntu, type:" >&2
echo "    sudo apt-get update && sudo apt-get install python3 python3-venv" >&2
exit 1
