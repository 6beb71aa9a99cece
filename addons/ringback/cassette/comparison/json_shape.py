"""The shape of a JSON document: which members there are, and of which kinds their values are.

Lists have one shape for all of their items, so that their lengths do not count.
"""

from dataclasses import dataclass, field
from typing import Any

from ringback.cassette.comparison.value_kinds import find_kind

# Deeper than any reply; what is below is one value.
_DEEPEST = 40


@dataclass(slots=True)
class Shape:
    """What all values at one path have in common.

    - `kinds`: what the values are, in words.
    - `objects`: how many of them are objects, and `members` the shapes of their members by name.
    - `seen`: how many values there are; a member that fewer values than objects have is optional.
    - `items`: the shape of the items of lists; None without any item.
    """

    kinds: set[str] = field(default_factory=set)
    objects: int = 0
    seen: int = 0
    members: dict[str, "Shape"] = field(default_factory=dict)
    items: "Shape | None" = None


def find_shape(document: Any) -> Shape:
    """Return the shape of a parsed JSON document."""
    shape = Shape()
    _add(shape, document, "", in_links=False, depth=0)
    return shape


def _add(shape: Shape, value: Any, name: str, *, in_links: bool, depth: int) -> None:
    shape.seen += 1
    shape.kinds.add(find_kind(name, value, in_links=in_links))
    if depth == _DEEPEST:
        return
    if isinstance(value, dict):
        shape.objects += 1
        links = name in ("links", "subresource_uris")
        for key, member in value.items():
            below = shape.members.setdefault(str(key), Shape())
            _add(below, member, str(key), in_links=links, depth=depth + 1)
    elif isinstance(value, list):
        for item in value:
            shape.items = shape.items or Shape()
            _add(shape.items, item, name, in_links=in_links, depth=depth + 1)
