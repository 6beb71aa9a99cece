"""The rules of a session that make requests fail."""

from dataclasses import dataclass

from ringback.modes.faults.injected_faults import InjectedFaults
from ringback_proxy.sessions.session import Session


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A rule that is on; `conditions` is "" if every request gets the fault."""

    name: str
    conditions: str
    hits: int


async def list_rules(session: Session) -> list[FaultRow]:
    """Return the rules in the order in which they are asked."""
    return await session.use_faults(_describe)


def _describe(faults: InjectedFaults) -> list[FaultRow]:
    rows = []
    for rule in faults.rules:
        values = rule.describe()
        name = values.pop("name")
        conditions = ", ".join(f"{key.replace('_', ' ')} {one}" for key, one in values.items())
        rows.append(FaultRow(name, conditions, rule.hits))
    return rows
