from ringback.cassette.format import yaml_nodes
from ringback.cassette.tools.comments import comments


def test_comments_are_told_from_values() -> None:
    text = '# é one\na: "# no"  # two\nb: |-\n  # no\n  x\n# three\nc: x#no\n'

    assert comments(text.encode(), yaml_nodes.composed(text.encode())) == "# é one\n# two\n# three"


def test_a_byte_order_mark_is_none_of_it() -> None:
    data = b"\xef\xbb\xbfa: ' # no'\n"

    assert comments(data, yaml_nodes.composed(data)) == ""
