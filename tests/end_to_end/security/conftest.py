"""Another machine, for all tests of a file."""

from collections.abc import Iterator

import pytest

from tests.support.process.other_machine import OtherMachine, connect_machine


@pytest.fixture(scope="module")
def other_machine() -> Iterator[OtherMachine]:
    with connect_machine() as machine:
        yield machine
