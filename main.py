"""Frostline. Without arguments the window; with a sub-command the same tasks without one."""

import multiprocessing
import sys


def main() -> int:
    # imported here, since worker processes import this file too and need none of it
    from core.process.packaged import RUN_SCRIPT, run_script

    if sys.argv[1:2] == [RUN_SCRIPT]:
        return run_script(sys.argv[2:])
    if sys.argv[1:2] == ["--self-test"]:
        from gui.self_test import run_self_test

        return run_self_test(sys.argv[2:])
    if len(sys.argv) == 1:
        from gui.widgets.display import has_display

        if has_display():
            from gui.window.application import run_window

            return run_window()
    from core.commands.command_line import run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    from core.process.packaged import set_up

    set_up()
    multiprocessing.freeze_support()
    sys.exit(main())
