import json

from ringback.cassette.comparison.json_shape import find_shape


def test_a_shape_has_the_members_of_every_item_of_a_list() -> None:
    shape = find_shape({"items": [{"a": 1}, {"a": None, "b": "x"}]})

    items = shape.members["items"].items
    assert items is not None
    assert items.objects == 2
    assert items.members["a"].kinds == {"a number", "null"}
    assert items.members["b"].seen == 1


def test_an_empty_list_has_no_shape_of_items() -> None:
    assert find_shape([]).items is None


def test_texts_among_links_are_urls() -> None:
    shape = find_shape({"links": {"messages": "https://example.com"}})

    assert shape.members["links"].members["messages"].kinds == {"a URL"}


def test_a_document_of_any_depth_has_a_shape() -> None:
    deep = json.loads("[" * 900 + "]" * 900)

    assert find_shape(deep).kinds == {"a list"}
