"""Frostline. Without arguments the main job; with a sub-command the same tasks without a window."""

import multiprocessing
import sys


def main() -> int:
    from core.command_line import run_command  # worker processes import this file too, and need none of it

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
