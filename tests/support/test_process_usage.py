import os
import tempfile

from tests.support.process_usage import Held


def test_an_open_file_is_held() -> None:
    before = Held.by(os.getpid()).descriptors
    with tempfile.TemporaryFile():
        assert Held.by(os.getpid()).descriptors == before + 1


def test_memory_that_was_given_back_stays_in_the_peak() -> None:
    before = Held.by(os.getpid())
    filled = b"x" * 300_000_000
    del filled

    after = Held.by(os.getpid())

    assert after.peak > max(before.peak, before.memory + 200)
    assert after.memory < after.peak
    assert after.threads >= 1
