"""What a session is begun with."""

from dataclasses import dataclass

from ringback.http.origin import Origin
from ringback.settings.fault_spec import FaultSpec
from ringback.settings.names import VcrRecordModeName
from ringback.settings.shared import FaultSettings, ForwardingSettings
from ringback.settings.table import Settings


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """The settings of one session.

    - `settings`: those of its mode.
    - `record_mode`: what a replay may write.
    - `title`: the session's name in messages, such as a test's id.
    - `run`: the same in all tests of a run. With `all`, the first of them replaces a cassette and
      the others add to it.
    - `from_serve`: whether `serve()` made the session; hints in miss reports depend on it.
    - `replay_option`: the pytest option that makes this session a replay, for the same hints.
    - `key_account_sid`: the account to which the fake's API keys (SK...) belong.
    - `strict`: fail after a successful end if requests missed or had an unknown parameter, or
      recordings were not played.
    - `upstream`: what a replay records from; None for the real API.
    - `shares_faults`: whether its faults are from the beginning those of all proxies that share
      its state.
    - `from_test`: whether a test began it: hints are a test's, and a cassette may be missing.
    """

    settings: Settings
    record_mode: VcrRecordModeName = "none"
    title: str = ""
    run: str = ""
    from_serve: bool = False
    replay_option: str = ""
    key_account_sid: str | None = None
    strict: bool = False
    upstream: Origin | None = None
    from_test: bool = True
    shares_faults: bool = False

    @property
    def forwards_to(self) -> Origin | None:
        """Where the session forwards to; None for the real API."""
        own = self.settings.upstream if isinstance(self.settings, ForwardingSettings) else None
        return own or self.upstream

    @property
    def seed(self) -> int | None:
        """What makes the SIDs and the faults by chance the same in every run."""
        return self.settings.seed if isinstance(self.settings, FaultSettings) else None

    @property
    def faults(self) -> tuple[FaultSpec, ...]:
        """The faults from the beginning on."""
        return self.settings.fault if isinstance(self.settings, FaultSettings) else ()
