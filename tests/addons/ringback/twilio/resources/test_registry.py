from ringback.twilio.resources.registry import RESOURCES


def test_parents_come_first() -> None:
    for place, resource in enumerate(RESOURCES):
        assert resource.parent is None or resource.parent in RESOURCES[:place]
