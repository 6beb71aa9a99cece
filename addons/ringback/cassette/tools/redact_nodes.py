"""Apply redaction to the YAML nodes of an interaction, and change nothing else in them."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace

import yaml

from ringback.cassette.format import yaml_nodes
from ringback.cassette.format.yaml_nodes import Node
from ringback.cassette.model import Interaction
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers, Request

_READ_OF_MESSAGE = frozenset(
    {"method", "uri", "body", "content", "headers", "parsed_body", "status", "status_code"}
)
_READ = _READ_OF_MESSAGE | {"version", "interactions", "request", "response"}
_CONSTANTS = frozenset({"tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"})


def redact_interaction(
    item: Node, before: Interaction, after: Interaction, redactor: Redactor
) -> None:
    """Edit the nodes of the interaction `before` to represent its redacted form `after`."""
    _redact_request(
        yaml_nodes.find_member(item, "request"), before.request, after.request, redactor
    )
    response = yaml_nodes.find_member(item, "response")
    caller = redactor.key_accounts.find_caller(before.request)
    _revise_headers(
        response,
        lambda headers: (
            redactor.redact_response(replace(before.response, headers=headers), caller).headers
        ),
    )
    if before.response.body != after.response.body:
        _revise_response_body(response, after.response.body)
    if before.response.reason != after.response.reason:
        of_httpx = yaml_nodes.find_member(response, "status_code") is not None
        status = response if of_httpx else yaml_nodes.find_member(response, "status")
        yaml_nodes.put(status, "message", yaml_nodes.make_scalar(after.response.reason))


def _redact_request(node: Node, before: Request, after: Request, redactor: Redactor) -> None:
    if before.url != after.url:
        yaml_nodes.put(node, "uri", yaml_nodes.make_scalar(after.url))
    _revise_headers(
        node, lambda headers: redactor.redact_request(replace(before, headers=headers)).headers
    )
    if before.body != after.body:
        if not _revise_parsed_body(node, after.body):
            yaml_nodes.put(node, "body", yaml_nodes.make_scalar(after.body))
        if "content-encoding" not in after.headers:
            _drop_encoding(node)


def redact_other_scalars(root: Node, redactor: Redactor) -> None:
    """Redact the scalars of a cassette outside what is read of requests and responses."""
    for node, redacted in find_other_changes(root, redactor):
        node.tag, node.value, node.style = "tag:yaml.org,2002:str", redacted, None


def find_other_changes(root: Node, redactor: Redactor) -> Iterator[tuple[Node, str]]:
    """Yield the scalars that redaction changes outside what is read, with their new values.

    These are URLs, and keys that other programs added: a value is redacted by its key, or as a
    body, which it may be.
    """
    items = yaml_nodes.list_items(yaml_nodes.find_member(root, "interactions"))
    messages = [
        yaml_nodes.find_member(item, name) for item in items for name in ("request", "response")
    ]
    for message in messages:  # credentials in a URL are not part of the parsed request
        url = yaml_nodes.find_member(message, "uri")
        if url is not None and redactor.redact_text(url.value) != url.value:
            yield url, redactor.redact_text(url.value)
    read = {id(node) for node in _iterate_read_scalars(messages)}
    for mapping in (root, *items, *messages):
        for key, value in mapping.value if isinstance(mapping, yaml.MappingNode) else ():
            if key.value not in _READ and key.tag != yaml_nodes.MERGE:
                yield from _find_changes(key, value, redactor, read)


def _iterate_read_scalars(messages: list[Node]) -> Iterator[Node]:
    """Yield the scalars of what is read of messages, which other keys may share by an alias."""
    for message in messages:
        for name in _READ_OF_MESSAGE:
            yield from yaml_nodes.iterate_scalars(yaml_nodes.find_member(message, name))


def _find_changes(
    key: Node, value: Node, redactor: Redactor, read: set[int]
) -> Iterator[tuple[Node, str]]:
    for node, is_named in yaml_nodes.iterate_named_scalars(key, value, redactor.is_named):
        if node.tag not in _CONSTANTS and id(node) not in read:
            redacted = redactor.redact_value(node.value, is_named)
            if redacted != node.value:
                yield node, redacted


def _revise_headers(message: Node, redact: Callable[[Headers], Headers]) -> None:
    found = list(_header_values(yaml_nodes.find_member(message, "headers")))
    values = [_decode(node) for _, node in found]
    pairs = ((name, value) for (name, _), value in zip(found, values, strict=True))
    redacted = redact(Headers(pairs))
    for (_, node), before, (_, after) in zip(found, values, redacted, strict=True):
        if before != after:
            node.tag, node.value, node.style = "tag:yaml.org,2002:str", after, None


def _decode(node: Node) -> str:
    """Return a header's value; vcrpy writes one that is bytes as `!!binary`."""
    if node.tag != "tag:yaml.org,2002:binary":
        return str(node.value)
    return b64decode(node.value).decode("utf-8", "surrogateescape")


def _header_values(headers: Node) -> Iterator[tuple[str, Node]]:
    """Yield the names and scalars of headers, including those of merged mappings."""
    for key, value in _header_pairs(headers):
        for single in (
            yaml_nodes.list_items(value) if isinstance(value, yaml.SequenceNode) else (value,)
        ):
            if isinstance(single, yaml.MappingNode):
                yield from _header_values(single)
            else:
                yield key.value, single


def _header_pairs(headers: Node) -> list[tuple[Node, Node]]:
    """Return the pairs of a mapping, or of the list of pairs in old Tornado cassettes."""
    if isinstance(headers, yaml.MappingNode):
        return list(headers.value)
    return [(pair.value[0], pair.value[1]) for pair in yaml_nodes.list_items(headers)]


def _revise_parsed_body(message: Node, body: bytes) -> bool:
    """Set a body that was written as the value of its JSON; return whether it was."""
    if yaml_nodes.find_member(message, "parsed_body") is None:
        return False
    yaml_nodes.put(message, "parsed_body", yaml_nodes.from_json(json.loads(body)))
    return True


def _revise_response_body(response: Node, body: bytes) -> None:
    if _revise_parsed_body(response, body):
        return
    content = yaml_nodes.find_member(response, "body")
    if content is None or yaml_nodes.find_member(response, "content") is not None:
        yaml_nodes.put(response, "content", yaml_nodes.make_scalar(body))  # of old httpx cassettes
    elif isinstance(content, yaml.MappingNode):
        if yaml_nodes.find_member(content, "base64_string") is not None:
            encoded = b64encode(body).decode("ascii")
            yaml_nodes.put(content, "base64_string", yaml_nodes.make_scalar(encoded))
        else:
            yaml_nodes.put(content, "string", yaml_nodes.make_scalar(body))
    else:
        yaml_nodes.put(response, "body", yaml_nodes.make_scalar(body))
    _reframe(response, len(body))


def _reframe(response: Node, length: int) -> None:
    """Update the headers that describe a body which was decoded for redaction."""
    _drop_encoding(response)
    for name, node in _header_values(yaml_nodes.find_member(response, "headers")):
        if name.lower() == "content-length":
            node.value = str(length)


def _drop_encoding(message: Node) -> None:
    headers = yaml_nodes.find_member(message, "headers")
    if isinstance(headers, yaml.MappingNode | yaml.SequenceNode):
        pairs = zip(_header_pairs(headers), headers.value, strict=True)
        headers.value = [one for (key, _), one in pairs if key.value.lower() != "content-encoding"]
