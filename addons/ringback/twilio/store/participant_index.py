"""Who takes part where, over all conversations of an account."""

from collections import defaultdict
from collections.abc import Collection

from ringback.twilio.store.group_index import Groups
from ringback.twilio.store.record import Record
from ringback.twilio.values.messaging_binding import Reach


class Roster:
    """The participants of an account by identity, by address, and by address and proxy.

    `groups` are the group MMS that they make, `twilio_numbers` all that were ever used as a proxy
    or projected: they stay the account's own when their participants leave.
    """

    def __init__(self) -> None:
        self.groups = Groups()
        self.twilio_numbers: set[str] = set()
        self._entered: dict[str, Reach] = {}
        self._by_identity: dict[str, dict[str, Record]] = defaultdict(dict)
        self._by_address: dict[str, dict[str, Record]] = defaultdict(dict)
        self._by_pair: dict[tuple[str, str], Record] = {}

    def enter(self, participant: Record) -> None:
        """Enter a participant under all that it has now, and no more under what it had."""
        self.strike(participant)
        reach = Reach.of(participant.values)
        self._entered[participant.sid] = reach
        if reach.identity is not None:
            self._by_identity[reach.identity][participant.sid] = participant
        if reach.address is not None:
            self._by_address[reach.address][participant.sid] = participant
        if reach.pair is not None:
            self._by_pair[reach.pair] = participant
        self.twilio_numbers.update(filter(None, (reach.proxy, reach.projected)))
        if reach.group_address is not None:
            self.groups.enter(participant, reach.group_address)

    def strike(self, participant: Record) -> None:
        """Take a participant out, where it was entered."""
        reach = self._entered.pop(participant.sid, None)
        if reach is None:
            return
        _drop(self._by_identity, reach.identity, participant)
        _drop(self._by_address, reach.address, participant)
        if reach.pair is not None and self._by_pair.get(reach.pair) is participant:
            del self._by_pair[reach.pair]
        if reach.group_address is not None:
            self.groups.strike(participant)

    def with_identity(self, identity: str) -> Collection[Record]:
        """Give who goes by an identity, one for each conversation."""
        return self._by_identity[identity].values() if identity in self._by_identity else ()

    def with_address(self, address: str) -> Collection[Record]:
        """Give who is reached at an address, one for each conversation."""
        return self._by_address[address].values() if address in self._by_address else ()

    def between(self, pair: tuple[str, str]) -> Record | None:
        """Give who was entered last with an address and a proxy."""
        return self._by_pair.get(pair)


def _drop(index: dict[str, dict[str, Record]], name: str | None, participant: Record) -> None:
    if name is None:
        return
    del index[name][participant.sid]
    if not index[name]:
        del index[name]
