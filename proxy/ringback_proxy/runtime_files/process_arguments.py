"""The arguments of this process, as other users of the machine see them."""

import os


def replace_argument(text: str, replacement: str) -> None:
    """Replace a text in what the system shows, by one that is not longer; only Linux can.

    It was there until now. Python's own copies stay as they are.
    """
    try:
        begin, end = _find_arguments()
        with open("/proc/self/mem", "r+b", buffering=0) as memory:  # noqa: PTH123 - no file
            memory.seek(begin)
            shown = memory.read(end - begin)
            old = os.fsencode(text)
            memory.seek(begin)
            memory.write(shown.replace(old, os.fsencode(replacement).ljust(len(old))))
    except (OSError, ValueError):  # another system, or a container that forbids it
        return


def _find_arguments() -> tuple[int, int]:
    """Return where the arguments begin and end in memory: fields 48 and 49 of proc_pid_stat(5)."""
    with open("/proc/self/stat", "rb") as file:  # noqa: PTH123 - no file
        fields = file.read().rpartition(b")")[2].split()
    begin, end = fields[45:47]
    return int(begin), int(end)
