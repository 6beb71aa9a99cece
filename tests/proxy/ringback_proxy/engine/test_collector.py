import gc
from collections.abc import Iterator

import pytest

from ringback_proxy.engine import collector


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_the_collector_is_off_between_pause_and_resume() -> None:
    collector.pause()
    paused = gc.isenabled()
    collector.resume()

    assert (paused, gc.isenabled()) == (False, True)


def test_what_exists_when_it_resumes_is_exempt_until_it_is_released() -> None:
    collector.resume()
    assert gc.get_freeze_count() > 0

    collector.release()

    assert gc.get_freeze_count() == 0
