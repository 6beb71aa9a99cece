"""Adding one record of a document to the state, with the checks of a create."""

import re
from dataclasses import replace

from ringback.sids import sid_pattern
from ringback.twilio.operations.crud import add_record, refuse_limit_or_alias
from ringback.twilio.schema.behavior import Operation, Write
from ringback.twilio.schema.parameters import NO_ARGUMENTS
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.state_document.nodes import Problem
from ringback.twilio.state_document.records import Record
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values.faults import Fault

_SID = re.compile(sid_pattern("CH", "MB"))
# How many characters of a value a message shows.
_SHOWN = 40


class Adder:
    """Adds records to the state of a context; `problems` are those that Twilio would refuse."""

    def __init__(self, context: RequestContext) -> None:
        self.context = context
        self.problems: list[Problem] = []
        self._lines: dict[str, int] = {}  # by SID

    def add(self, record: Record, parent: StoredResource) -> StoredResource | None:
        """Add a record under its parent and return it; None if Twilio would refuse it."""
        resource = record.kind.resource
        write = self._prepare(record, resource, parent)
        if write is None:
            return None
        index = self._find_index(record, write)
        if record.is_complete:
            added = self._restore(resource, write, index)
        else:
            added = add_record(resource, write, index)
        self._lines[added.sid] = record.line
        return added

    def _find_index(self, record: Record, write: Write) -> int | None:
        """Return the index of a message in the document; None for the next one."""
        index = record.values.get("index")
        if not isinstance(index, int):
            return None
        if index in write.collection.order:
            line = record.lines["index"]
            self.problem(line, f"the index {index} is that of another message; give another one")
        return index

    def _prepare(self, record: Record, resource: Resource, parent: StoredResource) -> Write | None:
        """Return the write of a record; None, and a problem, if it is refused."""
        self.context.notes.clear()
        write = Write(
            self.context,
            Operation.CREATE,
            parent,
            resource.collection(self.context, parent),
            arguments=record.arguments,
            sid=record.sid,
        )
        refused = None if record.is_complete else resource.behavior.refuse_values(write)
        if refused is not None:
            self._refuse(record, refused)
            return None
        refused = refuse_limit_or_alias(resource, write)
        if refused is not None:
            self._refuse_alias(record, resource, write, refused)
        return write if refused is None else None

    def _restore(self, resource: Resource, write: Write, index: int | None) -> StoredResource:
        """Add a record that has all its values, as it was."""
        values = dict(write.arguments.values)
        record = StoredResource(write.sid or "", resource.segment, write.parent, values)
        write.collection.add(record, index)
        known = replace(write, operation=Operation.FETCH, record=record, arguments=NO_ARGUMENTS)
        resource.behavior.on_written(known, record)
        return record

    def update_single(self, record: Record, parent: StoredResource) -> None:
        """Apply the values of what there is one of under a parent, such as a configuration."""
        resource = record.kind.resource
        self.context.notes.clear()
        single = resource.find_singleton(self.context, parent)
        collection = resource.collection(self.context, parent)
        arguments = record.arguments
        write = Write(
            self.context, Operation.UPDATE, parent, collection, single, arguments=arguments
        )
        refused = resource.behavior.refuse_values(write)
        if refused is not None:
            self._refuse(record, refused)
            return
        single.change(arguments.values)
        resource.behavior.on_written(write, single)

    def _refuse(self, record: Record, fault: Fault) -> None:
        shown = ", ".join(_list_values(record))
        which = f" ({shown})" if shown else ""
        reason = " ".join((f"{self._name_lines(str(fault))}.", *self.context.notes))
        advice = "Correct it, or leave it out"
        self.problem(
            record.line, f"Twilio refuses this {record.kind.noun}{which}: {reason} {advice}"
        )

    def _name_lines(self, text: str) -> str:
        """Return a text with the lines of records in the place of SIDs that were made up."""

        def name(match: re.Match[str]) -> str:
            line = self._lines.get(match[0])
            return match[0] if line is None else f"of line {line}"

        return _SID.sub(name, text)

    def _refuse_alias(self, record: Record, resource: Resource, write: Write, fault: Fault) -> None:
        alias = resource.alias
        name = record.values.get(alias.key) if alias is not None else None
        holder = write.collection.find_by_alias(name) if isinstance(name, str) else None
        if alias is None or holder is None:
            self._refuse(record, fault)
            return
        line = self._lines.get(holder.sid)
        where = f" on line {line}" if line is not None else ""
        noun, key = record.kind.noun, alias.key
        self.problem(
            record.lines[key],
            f"{key} is {name!r}, which another {noun}{where} has ({fault}); give another one",
        )

    def problem(self, line: int, message: str) -> None:
        """Add what is wrong."""
        self.problems.append(Problem(line, message))


def _list_values(record: Record) -> list[str]:
    """Return the first values of a record, by which a person finds it again."""
    texts = ((key, value) for key, value in record.stored.items() if isinstance(value, str))
    return [f"{key} {value[:_SHOWN]!r}" for key, value in texts][:3]
