"""How a participant is reached, and which ways of it go together.

There are four: in the chat only (an identity); at an address through a proxy of Twilio's; and in a
group MMS either at an address alone, or by an identity with a projected address. Which fault
answers which mix is INFERRED but for those seen live.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from ringback.twilio.values import faults
from ringback.twilio.values.addresses import channel_of
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value


@dataclass(frozen=True, slots=True)
class MessagingBinding:
    """Where somebody is found: None for what there is not."""

    identity: str | None
    address: str | None
    proxy: str | None
    projected: str | None

    @classmethod
    def of(cls, values: Mapping[str, Value]) -> Self:
        """Read it off the values of a participant."""
        names = ("identity", "address", "proxy_address", "projected_address")
        found = [values.get(name) for name in names]
        return cls(*(value if isinstance(value, str) else None for value in found))

    @property
    def binding(self) -> str | None:
        """The type of the binding; None for one who is in the chat only."""
        address = self.address or self.projected
        return channel_of(address) if address is not None else None

    @property
    def pair(self) -> tuple[str, str] | None:
        """Address and proxy, where there are both."""
        return (self.address, self.proxy) if self.address and self.proxy else None

    @property
    def is_in_group(self) -> bool:
        """Return whether this makes a group MMS of a conversation: there is none but by SMS."""
        return self.binding == "sms" and self.proxy is None

    @property
    def group_address(self) -> str | None:
        """The address in a group MMS, their own or projected; None outside of one."""
        return (self.address or self.projected) if self.is_in_group else None


def group_of(members: Iterable[MessagingBinding]) -> frozenset[str]:
    """Return the addresses of those who are in a group MMS."""
    addresses = (member.group_address for member in members)
    return frozenset(address for address in addresses if address is not None)


def refuse_mix(reach: MessagingBinding) -> Fault | None:
    """Say why somebody cannot be reached in this way in any conversation."""
    if reach.address is None:
        if reach.proxy or not (reach.identity or reach.projected):
            return faults.NO_ADDRESS
        return faults.BINDING_UNSUPPORTED if reach.binding not in (None, "sms") else None
    if reach.projected is not None:
        return faults.INVALID_ADDRESS  # seen live
    if reach.identity is not None:
        return faults.IDENTITY_UNACCEPTABLE
    if reach.proxy is None:
        return None if reach.binding == "sms" else faults.NO_PROXY_ADDRESS
    return refuse_pair(reach.address, reach.proxy)


def refuse_pair(address: str, proxy: str) -> Fault | None:
    """Say why an address and a proxy do not go together."""
    if address == proxy:
        return faults.ADDRESS_IS_PROXY
    return None if channel_of(address) == channel_of(proxy) else faults.ADDRESS_TYPES_DIFFER


def refuse_among(reach: MessagingBinding, others: list[MessagingBinding]) -> Fault | None:
    """Say why somebody cannot be added in this way to those who are there."""
    is_group = any(other.is_in_group for other in others)
    if reach.is_in_group and any(other.binding is None for other in others):
        return faults.NO_PROJECTED_ADDRESS  # as in the other order
    if reach.binding is None:
        return faults.NO_PROJECTED_ADDRESS if is_group else None
    if reach.is_in_group and any(other.pair for other in others):
        return faults.BINDING_UNSUPPORTED if reach.projected else faults.NO_PROXY_ADDRESS
    if is_group and not reach.is_in_group:
        return faults.BINDING_UNSUPPORTED
    return None
