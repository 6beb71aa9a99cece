"""The group MMS conversations of an account, by their members' addresses."""

from collections.abc import Collection

from ringback.twilio.store.stored_resource import StoredResource


class GroupIndex:
    """An index of group MMS conversations by the set of their members' addresses."""

    def __init__(self) -> None:
        # Addresses by the participant's SID, by the conversation's SID.
        self._members: dict[str, dict[str, str]] = {}
        self._by_addresses: dict[frozenset[str], dict[str, StoredResource]] = {}

    def add(self, participant: StoredResource, address: str) -> None:
        """Add a participant with its address in the conversation, or change its address."""
        if participant.parent is not None:
            members = self._pop_members(participant.parent)
            members[participant.sid] = address
            self._set_members(participant.parent, members)

    def remove(self, participant: StoredResource) -> None:
        """Remove a participant, if it is in the index."""
        if participant.parent is not None:
            members = self._pop_members(participant.parent)
            members.pop(participant.sid, None)
            self._set_members(participant.parent, members)

    def find_by_addresses(self, addresses: frozenset[str]) -> Collection[StoredResource]:
        """Return the conversations whose members have exactly these addresses."""
        return list(self._by_addresses.get(addresses, {}).values())

    def _pop_members(self, conversation: StoredResource) -> dict[str, str]:
        """Remove a conversation from the index, and return its members' addresses by SID."""
        members = self._members.pop(conversation.sid, {})
        addresses = frozenset(members.values())
        same = self._by_addresses.get(addresses, {})
        same.pop(conversation.sid, None)
        if not same:
            self._by_addresses.pop(addresses, None)
        return members

    def _set_members(self, conversation: StoredResource, members: dict[str, str]) -> None:
        if members:
            self._members[conversation.sid] = members
            same = self._by_addresses.setdefault(frozenset(members.values()), {})
            same[conversation.sid] = conversation
