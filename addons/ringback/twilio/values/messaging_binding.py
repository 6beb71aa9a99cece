"""How a participant is reached, and which addresses can be combined.

There are five ways: in the chat only (an identity); at an address through a Twilio proxy address;
at an e-mail address, which has no proxy; and in a group MMS either at an address alone, or by an
identity with a projected address. INFERRED (fidelity: binding-faults): which fault answers which
other combination.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from ringback.twilio.values import faults
from ringback.twilio.values.addresses import find_channel
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

EMAIL = "email"
WITHOUT_PROXY = ("sms", EMAIL)  # the channels of an address that can be alone

FALLBACK = "proxy_address_fallback"
RCS = "rcs:"


@dataclass(frozen=True, slots=True)
class MessagingBinding:
    """A participant's identity and addresses; None for those that are not set."""

    identity: str | None
    address: str | None
    proxy_address: str | None
    projected_address: str | None

    @classmethod
    def from_values(cls, values: Mapping[str, Value]) -> Self:
        """Return the binding in the values of a participant."""
        names = ("identity", "address", "proxy_address", "projected_address")
        found = [values.get(name) for name in names]
        return cls(*(value if isinstance(value, str) else None for value in found))

    @property
    def type(self) -> str | None:
        """The channel, such as "sms"; None for a participant in the chat only."""
        address = self.address or self.projected_address
        return find_channel(address) if address is not None else None

    @property
    def address_pair(self) -> tuple[str, str] | None:
        """Address and proxy address, if both are set."""
        if self.address and self.proxy_address:
            return self.address, self.proxy_address
        return None

    @property
    def is_group_mms(self) -> bool:
        """Whether this makes the conversation a group MMS, which exists for SMS only."""
        return self.type == "sms" and self.proxy_address is None

    @property
    def group_address(self) -> str | None:
        """The address in a group MMS, own or projected; None outside of one."""
        return (self.address or self.projected_address) if self.is_group_mms else None


def apply_fallback(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the values of a participant with its fallback, an SMS proxy, in the place of RCS.

    INFERRED (fidelity: proxy-fallback): the fallback replaces RCS whatever the address is, as in
    the one example.
    """
    address, fallback = values.get("address"), values.get(FALLBACK)
    if not isinstance(address, str) or fallback is None:
        return values
    kept = {key: value for key, value in values.items() if key != FALLBACK}
    return {**kept, "address": address.removeprefix(RCS), "proxy_address": fallback}


def refuse_fallback(values: Mapping[str, Value]) -> Fault | None:
    """Return the fault of a fallback that is not one of RCS to SMS, or None.

    INFERRED (fidelity: proxy-fallback): which fault.
    """
    fallback = values.get(FALLBACK)
    if fallback is None:
        return None
    pair = [find_channel(str(values.get(key))) for key in ("address", "proxy_address")]
    is_sms = find_channel(str(fallback)) == "sms"
    return None if pair == ["rcs", "rcs"] and is_sms else faults.BINDING_UNSUPPORTED


def collect_group_addresses(members: Iterable[MessagingBinding]) -> frozenset[str]:
    """Return the addresses of those members that are in a group MMS."""
    addresses = (member.group_address for member in members)
    return frozenset(address for address in addresses if address is not None)


def refuse_combination(binding: MessagingBinding) -> Fault | None:
    """Return the fault of a combination that no conversation accepts, or None."""
    if binding.address is None:
        if binding.proxy_address or not (binding.identity or binding.projected_address):
            return faults.NO_ADDRESS
        return faults.BINDING_UNSUPPORTED if binding.type not in (None, "sms") else None
    if binding.projected_address is not None:
        return faults.INVALID_ADDRESS  # seen live (fidelity: address-and-projected)
    if binding.identity is not None:
        return faults.IDENTITY_UNACCEPTABLE
    if binding.proxy_address is None:
        return None if binding.type in WITHOUT_PROXY else faults.NO_PROXY_ADDRESS
    return refuse_address_pair(binding.address, binding.proxy_address)


def refuse_address_pair(address: str, proxy_address: str) -> Fault | None:
    """Return the fault of an address and a proxy address that cannot be combined, or None."""
    if find_channel(address) == EMAIL:
        return faults.PROXY_UNSUPPORTED
    if address == proxy_address:
        return faults.ADDRESS_IS_PROXY
    return (
        None
        if find_channel(address) == find_channel(proxy_address)
        else faults.ADDRESS_TYPES_DIFFER
    )


def refuse_among(binding: MessagingBinding, others: list[MessagingBinding]) -> Fault | None:
    """Return the fault of adding a participant to the others of a conversation, or None."""
    is_group = any(other.is_group_mms for other in others)
    if binding.is_group_mms and any(other.type is None for other in others):
        return faults.NO_PROJECTED_ADDRESS  # as in the other order
    if binding.type is None:
        return faults.NO_PROJECTED_ADDRESS if is_group else None
    if binding.is_group_mms and any(other.address_pair for other in others):
        is_projected = binding.projected_address is not None
        return faults.BINDING_UNSUPPORTED if is_projected else faults.NO_PROXY_ADDRESS
    if is_group and not binding.is_group_mms:
        return faults.BINDING_UNSUPPORTED
    return None
