"""Where fakes under test keep their state: RINGBACK_TEST_STATE, as `make test-state` sets it.

- memory, the default.
- shared, restarted: a model has it in a database; see `stored_api`.
- process: each `ringback fake` that a test starts has `--state` with a database of its own.
"""

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """Where fakes keep their state."""

    MEMORY = "memory"
    SHARED = "shared"
    RESTARTED = "restarted"
    PROCESS = "process"


# Read on import: the tests themselves have a clean environment.
KIND = Kind(os.environ.get("RINGBACK_TEST_STATE", Kind.MEMORY))


def add_state(arguments: Sequence[str], folder: Path) -> tuple[str, ...]:
    """Return the arguments of a command with a new state, if it is a fake that is to have one."""
    mode, *options = arguments
    if KIND is not Kind.PROCESS or mode != "fake" or "--state" in options:
        return tuple(arguments)
    from tests.support.state.store import create_state  # with psycopg

    states = folder / ".states"
    states.mkdir(exist_ok=True)
    return (mode, "--state", create_state(states), *options)


def scale_examples(count: int) -> int:
    """Return how many examples a test has: a fifth of them where each takes transactions."""
    return count if KIND is Kind.MEMORY else count // 5
