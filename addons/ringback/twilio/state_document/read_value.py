"""A value of a document, read as the parameter of a request is."""

import json

from ringback.http.forms import Form
from ringback.twilio.schema.parameters import Validation, read_parameters
from ringback.twilio.state_document.accepted import describe_accepted
from ringback.twilio.state_document.fields import Field
from ringback.twilio.state_document.nodes import Member, Node, Problem, to_json
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Value

_SHOWN = 60


def read_value(field: Field, member: Member) -> tuple[Value, Problem | None]:
    """Return the value of a field, or what is wrong with it; a null is None."""
    node = member.node
    if node.is_null:
        return None, None
    is_list = field.parameter.repeated and isinstance(node.value, tuple)
    nodes = node.value if is_list and isinstance(node.value, tuple) else (node,)
    if not nodes:
        return (), None
    texts: list[str] = []
    for one in nodes:
        text = _read_text(field, one)
        if text is None:
            return None, _refuse(field, one, _describe_shape(one), None)
        texts.append(text)
    return _validate(field, nodes, texts)


def _read_text(field: Field, node: Node) -> str | None:
    """Return the text that a request would have; None for a mapping or list where none can be."""
    if isinstance(node.value, str):
        return node.value
    if not field.is_json:
        return None
    return json.dumps(to_json(node), ensure_ascii=False)


def _validate(
    field: Field, nodes: tuple[Node, ...], texts: list[str]
) -> tuple[Value, Problem | None]:
    """Return the value of texts; those of a list are read one by one, to name the wrong one."""
    parameter = field.parameter
    found: list[Value] = []
    for node, text in zip(nodes, texts, strict=True):
        form = Form([(parameter.name, text)])
        arguments, _ = read_parameters((parameter,), form, Validation.STRICT)
        if isinstance(arguments, Fault):
            return None, _refuse(field, node, _shorten(text), arguments)
        found.append(arguments.values.get(parameter.key))
    if not parameter.repeated:
        return found[0], None
    lists = [value for value in found if isinstance(value, tuple)]
    return tuple(text for value in lists for text in value), None


def _refuse(field: Field, node: Node, shown: str, fault: Fault | None) -> Problem:
    accepted = describe_accepted(field.parameter.validator)
    by_twilio = f", which Twilio refuses ({fault})" if fault and field.is_twilios else ""
    return Problem(node.line, f"{field.name} is {shown}{by_twilio}; give {accepted}")


def _describe_shape(node: Node) -> str:
    return "a list" if isinstance(node.value, tuple) else "a mapping"


def _shorten(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
