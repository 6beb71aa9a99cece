import os
import tempfile

from tests.support.process.process_usage import ProcessUsage


def test_an_open_file_is_counted() -> None:
    before = ProcessUsage.measure(os.getpid()).descriptors
    with tempfile.TemporaryFile():
        assert ProcessUsage.measure(os.getpid()).descriptors == before + 1


def test_released_memory_stays_in_the_peak() -> None:
    before = ProcessUsage.measure(os.getpid())
    filled = b"x" * 300_000_000
    del filled

    after = ProcessUsage.measure(os.getpid())

    assert after.peak > max(before.peak, before.memory + 200)
    assert after.memory < after.peak
    assert after.threads >= 1
