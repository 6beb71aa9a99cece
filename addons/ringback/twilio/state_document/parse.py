"""From a document to records: every key is known, and every value is one that Twilio accepts."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from ringback.twilio.state_document.fields import Field
from ringback.twilio.state_document.kinds import ACCOUNT, ACCOUNT_SID, ATTACHMENT, Kind
from ringback.twilio.state_document.nodes import Member, Node, Problem
from ringback.twilio.state_document.read_value import read_value
from ringback.twilio.state_document.records import EMPTY, Record, StateDocument
from ringback.twilio.values.types import Value

_EXAMPLE = "such as `conversations:` with a list"

# Keys inside of others that replies have, and that follow from the rest.
_SHOWN_INSIDE = frozenset({("messaging_binding", "type")})
_LONGEST = 40


def parse_document(root: Node) -> tuple[StateDocument, list[Problem]]:
    """Return the accounts of a document, and all that is wrong with it."""
    parser = _Parser()
    if not isinstance(root.value, Mapping):
        parser.problems.append(
            Problem(root.line, f"a start file is a mapping, {_EXAMPLE} of conversations")
        )
        return EMPTY, parser.problems
    return StateDocument(tuple(parser.parse_accounts(root))), parser.problems


class _Parser:
    """Collects the problems of one document."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._lines_of_sids: dict[str, int] = {}

    def parse_accounts(self, root: Node) -> Iterator[Record]:
        members = root.value if isinstance(root.value, Mapping) else {}
        accounts = members.get(ACCOUNT.key)
        if accounts is None:
            yield from self._parse_record(ACCOUNT, root)
            return
        others = [key for key in members if key != ACCOUNT.key]
        if others:
            self._add(root.line, f"{others[0]} stands beside accounts; put it into one of them")
        for record in self._parse_list(ACCOUNT, accounts):
            if ACCOUNT_SID not in record.values:
                self._add(record.line, "an account of several has no account_sid; give each one")
            yield record

    def _parse_list(self, kind: Kind, member: Member) -> tuple[Record, ...]:
        items = member.node.value
        if kind.is_single:
            return tuple(self._parse_record(kind, member.node))
        if member.node.is_null:
            return ()
        if not isinstance(items, tuple):
            self._add(member.line, f"{kind.key} is no list; give a list, each item after a `- `")
            return ()
        return tuple(record for item in items for record in self._parse_record(kind, item))

    def _parse_record(self, kind: Kind, node: Node) -> Iterator[Record]:
        """Yield the record of a mapping; nothing for another value."""
        if node.is_null and kind.is_single:
            return
        if not isinstance(node.value, Mapping):
            first = next(field.name for field in kind.fields if field.is_twilios)
            self._add(node.line, f"{kind.title} is no mapping; give keys, such as `{first}:`")
            return
        children = {child.key: child for child in kind.children}
        own = {key: member for key, member in node.value.items() if key not in children}
        values, lines = self._read_fields(kind, own)
        if kind is not ATTACHMENT:  # whose file may be one of the service's
            self._check_sid(values, lines)
        self._check_required(kind, values, node)
        yield Record(
            kind,
            node.line,
            values,
            lines,
            {
                key: self._parse_list(children[key], member)
                for key, member in node.value.items()
                if key in children
            },
        )

    def _read_fields(
        self, kind: Kind, members: Mapping[str, Member]
    ) -> tuple[dict[str, Value], dict[str, int]]:
        values: dict[str, Value] = {}
        lines: dict[str, int] = {}
        fields = {field.keys: field for field in kind.fields}
        for field, member in self._find_fields(kind, fields, members):
            value, problem = read_value(field, member)
            key = field.parameter.key
            if problem is not None:
                self.problems.append(problem)
            elif value is not None:
                values[key] = value
            lines[key] = member.line
        return values, lines

    def _find_fields(
        self,
        kind: Kind,
        fields: Mapping[tuple[str, ...], Field],
        members: Mapping[str, Member],
        above: tuple[str, ...] = (),
    ) -> Iterator[tuple[Field, Member]]:
        """Yield the fields that a mapping has, also those in mappings below it."""
        for key, member in members.items():
            keys = (*above, key)
            inside = member.node.value
            if keys in fields:
                yield fields[keys], member
            elif not any(known[: len(keys)] == keys for known in fields):
                if keys not in _SHOWN_INSIDE and (above or key not in kind.shown_only):
                    self._refuse_key(kind, fields, keys, member.line)
            elif isinstance(inside, Mapping):
                yield from self._find_fields(kind, fields, inside, keys)
            elif not member.node.is_null:
                known = ", ".join(_list_keys(fields, keys))
                self._add(member.line, f"{'.'.join(keys)} is no mapping; give one of {known}")

    def _refuse_key(
        self,
        kind: Kind,
        fields: Mapping[tuple[str, ...], Field],
        keys: tuple[str, ...],
        line: int,
    ) -> None:
        accepted = _list_keys(fields, keys[:-1])
        if len(keys) == 1:
            accepted += [child.key for child in kind.children]
        near = get_close_matches(keys[-1].lower(), accepted, n=1)
        shown = ".".join(key[:_LONGEST] for key in keys)
        hint = f"did you mean {near[0]}?" if near else f"accepted are {', '.join(accepted)}"
        self._add(line, f"{shown!r} is not a key of {kind.title}; {hint}")

    def _check_sid(self, values: Mapping[str, Value], lines: Mapping[str, int]) -> None:
        sid = values.get("sid")
        if not isinstance(sid, str):
            return
        first = self._lines_of_sids.get(sid)
        if first is not None:
            self._add(lines["sid"], f"the SID {sid} is that of line {first}, too; give another one")
        self._lines_of_sids[sid] = lines["sid"]

    def _check_required(self, kind: Kind, values: Mapping[str, Value], node: Node) -> None:
        for field in kind.fields:
            is_missing = field.parameter.required and not values.get(field.parameter.key)
            if is_missing and not self._is_wrong(field, node):
                self._add(
                    node.line, f"{kind.title} has no {field.name}; Twilio requires it, so add it"
                )

    def _is_wrong(self, field: Field, node: Node) -> bool:
        """Whether a field is there, so that its value is a problem already."""
        member = node.value.get(field.keys[0]) if isinstance(node.value, Mapping) else None
        return member is not None and not member.node.is_null and member.node.value != ()

    def _add(self, line: int, message: str) -> None:
        self.problems.append(Problem(line, message))


def _list_keys(fields: Mapping[tuple[str, ...], Field], above: tuple[str, ...]) -> list[str]:
    depth = len(above)
    found = (keys[depth] for keys in fields if keys[:depth] == above and len(keys) > depth)
    return list(dict.fromkeys(found))
