"""Who is in which group MMS: the addresses of each conversation that is one."""

from collections.abc import Collection

from ringback.twilio.store.stored_resource import StoredResource


class GroupIndex:
    """The group MMS of an account, by the set of their members' addresses."""

    def __init__(self) -> None:
        self._members: dict[str, dict[str, str]] = {}  # conversation's SID: participant's: address
        self._by_addresses: dict[frozenset[str], dict[str, StoredResource]] = {}

    def enter(self, participant: StoredResource, address: str) -> None:
        """Enter a participant with the address that it has in its conversation."""
        if participant.parent is not None:
            members = self._without(participant.parent)
            members[participant.sid] = address
            self._keep(participant.parent, members)

    def strike(self, participant: StoredResource) -> None:
        """Take a participant out, where it was entered."""
        if participant.parent is not None:
            members = self._without(participant.parent)
            members.pop(participant.sid, None)
            self._keep(participant.parent, members)

    def of(self, addresses: frozenset[str]) -> Collection[StoredResource]:
        """Return the conversations between just these addresses."""
        return list(self._by_addresses.get(addresses, {}).values())

    def _without(self, conversation: StoredResource) -> dict[str, str]:
        """Take a conversation out, and give its members."""
        members = self._members.pop(conversation.sid, {})
        addresses = frozenset(members.values())
        same = self._by_addresses.get(addresses, {})
        same.pop(conversation.sid, None)
        if not same:
            self._by_addresses.pop(addresses, None)
        return members

    def _keep(self, conversation: StoredResource, members: dict[str, str]) -> None:
        if members:
            self._members[conversation.sid] = members
            same = self._by_addresses.setdefault(frozenset(members.values()), {})
            same[conversation.sid] = conversation
