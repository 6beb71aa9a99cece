from collections.abc import Iterator
from pathlib import Path

import pytest

from ringback_proxy.runtime_files import ready_file
from tests.support.proxy.served_control import served_control


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The ready-file of a running proxy."""
    folder = tmp_path_factory.mktemp("served")
    with served_control(folder) as ready:
        path = folder / "ready.json"
        ready_file.write(path, ready)
        yield path
