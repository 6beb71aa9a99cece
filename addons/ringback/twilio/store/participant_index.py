"""Who takes part where, over all conversations of an account."""

from collections import defaultdict
from collections.abc import Collection

from ringback.twilio.store.group_index import GroupIndex
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.messaging_binding import MessagingBinding


class ParticipantIndex:
    """The participants of an account by identity, by address, and by address and proxy.

    `groups` are the group MMS that they make, `twilio_numbers` all that were ever used as a proxy
    or projected: they stay the account's own when their participants leave.
    """

    def __init__(self) -> None:
        self.groups = GroupIndex()
        self.twilio_numbers: set[str] = set()
        self._entered: dict[str, MessagingBinding] = {}
        self._by_identity: dict[str, dict[str, StoredResource]] = defaultdict(dict)
        self._by_address: dict[str, dict[str, StoredResource]] = defaultdict(dict)
        self._by_pair: dict[tuple[str, str], StoredResource] = {}

    def enter(self, participant: StoredResource) -> None:
        """Enter a participant under all that it has now, and no more under what it had."""
        self.strike(participant)
        reach = MessagingBinding.of(participant.values)
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

    def strike(self, participant: StoredResource) -> None:
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

    def with_identity(self, identity: str) -> Collection[StoredResource]:
        """Return who goes by an identity, one for each conversation."""
        return self._by_identity[identity].values() if identity in self._by_identity else ()

    def with_address(self, address: str) -> Collection[StoredResource]:
        """Return who is reached at an address, one for each conversation."""
        return self._by_address[address].values() if address in self._by_address else ()

    def between(self, pair: tuple[str, str]) -> StoredResource | None:
        """Return who was entered last with an address and a proxy."""
        return self._by_pair.get(pair)


def _drop(
    index: dict[str, dict[str, StoredResource]], name: str | None, participant: StoredResource
) -> None:
    if name is None:
        return
    del index[name][participant.sid]
    if not index[name]:
        del index[name]
