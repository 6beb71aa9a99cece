"""One interaction's nodes brought to what redaction made of it, and nothing else in them."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace

import yaml

from ringback.cassette.format import yaml_nodes as nodes
from ringback.cassette.format.yaml_nodes import Node
from ringback.cassette.model import Interaction
from ringback.cassette.redaction.redactor import Redactor
from ringback.http.messages import Headers

_READ = ("version", "interactions", "request", "response")


def revise(item: Node, before: Interaction, after: Interaction, redactor: Redactor) -> None:
    """Edit the nodes of an interaction that was read as `before`."""
    request, response = nodes.member(item, "request"), nodes.member(item, "response")
    caller = redactor.caller_of(before.request)
    if before.request.url != after.request.url:
        nodes.put(request, "uri", nodes.scalar(after.request.url))
    _revise_headers(
        request,
        lambda headers: redactor.redact_request(replace(before.request, headers=headers)).headers,
    )
    _revise_headers(
        response,
        lambda headers: (
            redactor.redact_response(replace(before.response, headers=headers), caller).headers
        ),
    )
    if before.request.body != after.request.body:
        nodes.put(request, "body", nodes.scalar(after.request.body))
        if "content-encoding" not in after.request.headers:
            _uncode(request)
    if before.response.body != after.response.body:
        _revise_response_body(response, after.response.body)
    if before.response.reason != after.response.reason:
        of_httpx = nodes.member(response, "status_code") is not None
        status = response if of_httpx else nodes.member(response, "status")
        nodes.put(status, "message", nodes.scalar(after.response.reason))


def revise_the_rest(root: Node, redactor: Redactor) -> None:
    """Redact what stands in a cassette beside the requests and responses."""
    for node in beside(root):
        node.value = redactor.text(node.value)


def beside(root: Node) -> Iterator[Node]:
    """Give the scalars of a cassette that are in no request or response, and the URLs."""
    items = nodes.items(nodes.member(root, "interactions"))
    for item in items:  # credentials in a URL are no part of the request that was read from it
        yield nodes.member(nodes.member(item, "request"), "uri")
    for mapping in (root, *items):
        for key, value in mapping.value:
            if key.value not in _READ and key.tag != nodes.MERGE:
                yield from nodes.scalars(value)


def _revise_headers(message: Node, redact: Callable[[Headers], Headers]) -> None:
    found = list(_header_values(nodes.member(message, "headers")))
    redacted = redact(Headers((name, node.value) for name, node in found))
    for (_, node), (_, value) in zip(found, redacted, strict=True):
        if node.value != value:
            node.value = value


def _header_values(headers: Node) -> Iterator[tuple[str, Node]]:
    """Give the names and the scalars of headers, those of merged mappings too."""
    for key, value in _header_pairs(headers):
        for single in nodes.items(value) if isinstance(value, yaml.SequenceNode) else (value,):
            if isinstance(single, yaml.MappingNode):
                yield from _header_values(single)
            else:
                yield key.value, single


def _header_pairs(headers: Node) -> list[tuple[Node, Node]]:
    """Give the pairs of a mapping, or of the lists that old Tornado cassettes have for it."""
    if isinstance(headers, yaml.MappingNode):
        return list(headers.value)
    return [(pair.value[0], pair.value[1]) for pair in nodes.items(headers)]


def _revise_response_body(response: Node, body: bytes) -> None:
    content = nodes.member(response, "body")
    if content is None or nodes.member(response, "content") is not None:
        nodes.put(response, "content", nodes.scalar(body))  # of old httpx cassettes
    elif isinstance(content, yaml.MappingNode):
        if nodes.member(content, "base64_string") is not None:
            encoded = b64encode(body).decode("ascii")
            nodes.put(content, "base64_string", nodes.scalar(encoded))
        else:
            nodes.put(content, "string", nodes.scalar(body))
    else:
        nodes.put(response, "body", nodes.scalar(body))
    _reframe(response, len(body))


def _reframe(response: Node, length: int) -> None:
    """Say of a body that was decoded to be redacted what it is now."""
    _uncode(response)
    for name, node in _header_values(nodes.member(response, "headers")):
        if name.lower() == "content-length":
            node.value = str(length)


def _uncode(message: Node) -> None:
    headers = nodes.member(message, "headers")
    if isinstance(headers, yaml.MappingNode | yaml.SequenceNode):
        pairs = zip(_header_pairs(headers), headers.value, strict=True)
        headers.value = [one for (key, _), one in pairs if key.value.lower() != "content-encoding"]
