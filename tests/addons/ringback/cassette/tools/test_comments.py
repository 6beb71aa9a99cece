from ringback.cassette.format import yaml_nodes
from ringback.cassette.tools.comments import find_comments


def test_comments_are_distinguished_from_values() -> None:
    text = '# é one\na: "# no"  # two\nb: |-\n  # no\n  x\n# three\nc: x#no\n'

    assert (
        find_comments(text.encode(), yaml_nodes.compose(text.encode())) == "# é one\n# two\n# three"
    )


def test_a_byte_order_mark_is_not_a_comment() -> None:
    data = b"\xef\xbb\xbfa: ' # no'\n"

    assert find_comments(data, yaml_nodes.compose(data)) == ""
