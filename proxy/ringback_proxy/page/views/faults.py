"""The rules of a session that make requests fail."""

from dataclasses import dataclass

from ringback_proxy.sessions.session import Session


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A rule that is on; `conditions` is "" if every request gets the fault."""

    name: str
    conditions: str
    hits: int


def list_rules(session: Session) -> tuple[FaultRow, ...]:
    """Return the rules in the order in which they are asked."""
    rows = []
    for rule in session.faults.rules:
        values = rule.describe()
        name = values.pop("name")
        conditions = ", ".join(f"{key.replace('_', ' ')} {one}" for key, one in values.items())
        rows.append(FaultRow(name, conditions, rule.hits))
    return tuple(rows)
