"""The fields in which two requests differ."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ringback.cassette.matching.body_comparison import BodyPair
from ringback.cassette.matching.matchers import BODY, MATCHERS
from ringback.http.json_values import Field, quote
from ringback.http.messages import Request


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two requests differ.

    - `matcher`: the matcher's name in `match_on`.
    - `field`: name of a form field or header, JSON path, or the matcher's name.
    - `recorded`, `sent`: the values; None if the field is absent.
    - `ignorable`: the field's name for `--ignore-field`; None if it cannot be ignored.
    """

    matcher: str
    field: str
    recorded: str | None
    sent: str | None
    ignorable: str | None = None


def list_differences(
    name: str, recorded: Request, sent: Request, ignored: Collection[str]
) -> Iterator[Difference]:
    """Yield the fields in which two requests differ by one matcher."""
    if name == BODY:
        pair = BodyPair(recorded, sent, ignored)
        if not pair.is_equal:
            yield from _list_fields(BODY, recorded, sent, *pair.list_fields())
        return
    matcher = MATCHERS[name]
    if matcher.value(recorded) != matcher.value(sent):
        olds, news = matcher.fields(recorded), matcher.fields(sent)
        yield from _list_fields(name, recorded, sent, olds, news)


def _list_fields(
    name: str,
    recorded: Request,
    sent: Request,
    olds: dict[str, Field],
    news: dict[str, Field],
) -> Iterator[Difference]:
    alike = True
    for label in {**olds, **news}:
        old, new = olds.get(label), news.get(label)
        if old is None or new is None or old.text != new.text:
            alike = False
            ignorable = next(one.name for one in (old, new) if one)
            yield Difference(name, label, old and old.text, new and new.text, ignorable)
    if alike:
        # The same fields in bodies of different types, such as a form and JSON.
        old_type, new_type = recorded.headers.get("content-type"), sent.headers.get("content-type")
        yield Difference(
            name, "Content-Type", old_type and quote(old_type), new_type and quote(new_type)
        )
