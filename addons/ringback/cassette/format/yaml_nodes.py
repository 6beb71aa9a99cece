"""Edit a cassette as PyYAML nodes, keeping the keys, tags and aliases of other programs.

Only for text that `reader` has accepted, which bounds its depth: PyYAML's composer before 6.0.4
recurses without a limit.

Not ruamel.yaml, although mitmproxy installs it and it would keep comments as well: its round trip
takes 1.7 ms to load and 1.0 ms to dump a small interaction, 9.4 ms and 5.9 ms for larger ones,
which is half a minute for a cassette of 2,000.
"""

import io
import json
from base64 import encodebytes
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from ringback.cassette.format.yaml_loader import Loader

_TAG = "tag:yaml.org,2002:"
MERGE = f"{_TAG}merge"  # of the key <<
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

Node = Any  # a yaml.MappingNode, yaml.SequenceNode or yaml.ScalarNode; or None


def compose(data: bytes) -> Node:
    """Return the nodes of a YAML document."""
    return yaml.compose(data, Loader=Loader)


def serialize(root: Node) -> bytes:
    """Return the text of a YAML document; scalars are not folded."""
    text = yaml.serialize(root, Dumper=_Dumper, allow_unicode=True, width=2**30)
    return str(text).encode()


def from_json(document: Any) -> Node:
    """Return the nodes of a JSON document."""
    return yaml.SafeDumper(io.StringIO(), sort_keys=False).represent_data(document)


def to_json(root: Node) -> bytes:
    """Return the text of a JSON document, with vcrpy's indentation."""
    document = yaml.SafeLoader("").construct_document(root)
    return json.dumps(document, indent=4).encode() + b"\n"


def find_member(node: Node, name: str) -> Node:
    """Return the value of a mapping's key, its own or a merged one; None if it is absent."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    own = next((value for key, value in reversed(pairs) if key.value == name), None)
    if own is not None:
        return own
    merged = (find_member(source, name) for source in _merged(pairs))
    return next((value for value in merged if value is not None), None)


def _merged(pairs: list[tuple[Node, Node]]) -> Iterator[Node]:
    for key, value in pairs:
        if key.tag == MERGE:
            yield from list_items(value) or (value,)


def list_items(node: Node) -> list[Node]:
    """Return the items of a list; an empty list for any other node."""
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def put(node: Node, name: str, value: Node) -> None:
    """Set the value of a mapping's key: in place if the mapping itself has it, else at the end."""
    for number, (key, _) in reversed([*enumerate(node.value)]):
        if key.value == name:
            node.value[number] = (key, value)
            return
    node.value.append((make_scalar(name), value))


def make_scalar(text: Any) -> Node:
    """Return a node for a text or for bytes; bytes that are not UTF-8 become `!!binary`."""
    try:
        plain = text.decode() if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        return yaml.ScalarNode(f"{_TAG}binary", encodebytes(text).decode("ascii"), style="|")
    return yaml.ScalarNode(f"{_TAG}str", plain)


def make_integer(number: int) -> Node:
    """Return a node for a whole number."""
    return yaml.ScalarNode(f"{_TAG}int", str(number))


def make_mapping() -> Node:
    """Return an empty mapping in block style."""
    return yaml.MappingNode(f"{_TAG}map", [], flow_style=False)


def make_sequence(items: list[Node]) -> Node:
    """Return a list in block style."""
    return yaml.SequenceNode(f"{_TAG}seq", items, flow_style=False)


def iterate_scalars(node: Node) -> Iterator[Node]:
    """Yield every scalar below a node; one that aliases share only once. Safe for cycles."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        match current:
            case yaml.MappingNode():
                waiting += [part for pair in current.value for part in pair]
            case yaml.SequenceNode():
                waiting += current.value
            case _:
                yield current


def iterate_named_scalars(
    key: Node, value: Node, is_named: Callable[[str], bool]
) -> Iterator[tuple[Node, bool]]:
    """Yield every scalar of a pair, and whether a key above it `is_named`. Safe for cycles."""
    seen: set[tuple[int, bool]] = set()
    waiting = [(key, False), (value, _is_named_key(key, is_named))]
    while waiting:
        current, named = waiting.pop()
        if (id(current), named) in seen:
            continue
        seen.add((id(current), named))
        match current:
            case yaml.MappingNode():
                for name, member in current.value:
                    waiting += [(name, False), (member, named or _is_named_key(name, is_named))]
            case yaml.SequenceNode():
                waiting += [(item, named) for item in current.value]
            case _:
                yield current, named


def _is_named_key(key: Node, is_named: Callable[[str], bool]) -> bool:
    return isinstance(key, yaml.ScalarNode) and is_named(key.value)


def put_redact_names(root: Node, names: tuple[str, ...]) -> None:
    """Set the `--redact` names in a cassette's metadata."""
    metadata = _require_mapping(root, "metadata")
    section = _require_mapping(metadata, "ringback")
    put(section, "redact", make_sequence([make_scalar(name) for name in names]))
    metadata.flow_style = section.flow_style = False


def _require_mapping(node: Node, name: str) -> Node:
    found = find_member(node, name)
    if not isinstance(found, yaml.MappingNode):
        found = make_mapping()
        put(node, name, found)
    return found
