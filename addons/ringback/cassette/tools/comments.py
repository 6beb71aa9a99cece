"""Find the comments of a YAML text, which PyYAML's parser drops."""

import re

from ringback.cassette.format import yaml_nodes
from ringback.cassette.format.yaml_nodes import Node

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*", re.MULTILINE)


def find_comments(data: bytes, root: Node) -> str:
    """Return the comments of a document, one a line; `root` are its nodes."""
    text = data.decode("utf-8-sig", "replace")  # PyYAML's marks do not count the byte order mark
    spans = sorted(
        (one.start_mark.index, one.end_mark.index) for one in yaml_nodes.iterate_scalars(root)
    )
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces.append(text[done:start])
        done = max(done, end)
    return "\n".join(_COMMENT.findall("\n".join((*pieces, text[done:]))))
