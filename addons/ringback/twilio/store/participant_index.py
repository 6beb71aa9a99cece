"""The participants of all conversations of an account, by identity and by address."""

from collections import defaultdict
from collections.abc import Collection

from ringback.twilio.store.group_index import GroupIndex
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.messaging_binding import MessagingBinding


class ParticipantIndex:
    """An index of participants by identity, by address, and by address and proxy address.

    `groups` are the group MMS conversations that they make. `twilio_numbers` are all numbers that
    were ever used as a proxy or projected address; they stay when their participants leave.
    """

    def __init__(self) -> None:
        self.groups = GroupIndex()
        self.twilio_numbers: dict[str, None] = {}  # in order: only ever added to
        self._bindings: dict[str, MessagingBinding] = {}
        self._by_identity: dict[str, dict[str, StoredResource]] = defaultdict(dict)
        self._by_address: dict[str, dict[str, StoredResource]] = defaultdict(dict)
        self._by_pair: dict[tuple[str, str], StoredResource] = {}

    def add(self, participant: StoredResource) -> None:
        """Add a participant, or index it anew after a change."""
        self.remove(participant)
        binding = MessagingBinding.from_values(participant.values)
        self._bindings[participant.sid] = binding
        if binding.identity is not None:
            self._by_identity[binding.identity][participant.sid] = participant
        if binding.address is not None:
            self._by_address[binding.address][participant.sid] = participant
        if binding.address_pair is not None:
            self._by_pair[binding.address_pair] = participant
        numbers = (binding.proxy_address, binding.projected_address)
        self.twilio_numbers.update(dict.fromkeys(filter(None, numbers)))
        if binding.group_address is not None:
            self.groups.add(participant, binding.group_address)

    def remove(self, participant: StoredResource) -> None:
        """Remove a participant, if it is in the index."""
        binding = self._bindings.pop(participant.sid, None)
        if binding is None:
            return
        _discard(self._by_identity, binding.identity, participant)
        _discard(self._by_address, binding.address, participant)
        pair = binding.address_pair
        if pair is not None and self._by_pair.get(pair) is participant:
            del self._by_pair[pair]
        if binding.group_address is not None:
            self.groups.remove(participant)

    def find_by_identity(self, identity: str) -> Collection[StoredResource]:
        """Return the participants with an identity, one for each conversation."""
        return self._by_identity[identity].values() if identity in self._by_identity else ()

    def find_by_address(self, address: str) -> Collection[StoredResource]:
        """Return the participants with an address, one for each conversation."""
        return self._by_address[address].values() if address in self._by_address else ()

    def find_by_address_pair(self, pair: tuple[str, str]) -> StoredResource | None:
        """Return the participant that was last added with an address and a proxy address."""
        return self._by_pair.get(pair)


def _discard(
    index: dict[str, dict[str, StoredResource]], name: str | None, participant: StoredResource
) -> None:
    if name is None:
        return
    del index[name][participant.sid]
    if not index[name]:
        del index[name]
