import pickle

from ringback.settings.table import FakeSettings
from ringback_proxy.sessions.spec import SessionSpec
from ringback_proxy.testing.ipc.messages import Begin


def test_a_message_is_the_same_on_the_other_side_of_the_pipe() -> None:
    message = Begin("test-1", SessionSpec(FakeSettings(seed=7), title="test_a.py::test_it"))
    assert pickle.loads(pickle.dumps(message)) == message
