"""Redaction of personal data for one run, when `--redact personal-data` asks for it."""

from collections.abc import Callable, Iterable

from ringback.cassette.model import Interaction, names_personal_data
from ringback.cassette.redaction.personal.messages import replace_in_request, replace_in_response
from ringback.cassette.redaction.personal.stand_ins import StandIn, parse_placeholder
from ringback.cassette.redaction.personal.text import PersonalText
from ringback.cassette.redaction.personal.values import (
    BoundValues,
    PersonalValues,
    SentValues,
    ShownValues,
    WrittenValues,
    find_last_run,
)
from ringback.http.messages import Request, Response


def begin_rewriting(interactions: Iterable[Interaction], names: Iterable[str]) -> PersonalValues:
    """Return what replaces the values of a cassette that is redacted anew.

    - `interactions`: what is in it.
    - `names`: the names that it was redacted by. With `personal-data`, its stand-ins stay.
    """
    if not names_personal_data(names):
        return WrittenValues()
    return ShownValues(WrittenValues(find_last_run(interactions) + 1))


class PersonalData:
    """Replaces the personal data of requests, responses and texts.

    - `written`: what replaces values that are to be written; None where they are only shown.
    - `compares`: whether requests are compared, so that stand-ins are replaced as well.
    """

    def __init__(self, written: PersonalValues | None = None, *, compares: bool = False) -> None:
        self._written = written
        self._compares = compares
        self._set_sent(SentValues())

    def _set_sent(self, sent: SentValues) -> None:
        self._sent, self._shown = sent, ShownValues(self._written or sent)

    def copy(self) -> "PersonalData":
        """Return the same for another run, which learns on its own."""
        copied = PersonalData(self._written, compares=self._compares)
        copied._set_sent(self._sent.copy())
        return copied

    def redact_request(self, request: Request, written: PersonalValues | None) -> Request:
        """Return a request as it is compared or shown, or as it is written."""
        shown = self._sent if self._compares else self._shown
        return replace_in_request(request, written or self._written or shown)

    def redact_response(self, response: Response, written: PersonalValues | None) -> Response:
        """Return a response as it is shown, or as it is written."""
        return replace_in_response(response, written or self._written or self._shown)

    def redact_text(self, text: str) -> str:
        """Return a text as it is shown; stand-ins stay."""
        return PersonalText(self._shown).replace_text(text)

    def redact_value(self, text: str, name: str = "") -> str:
        """Return the value of a field as it is shown."""
        return PersonalText(self._shown).replace_field(name, text)

    def restore(self, response: Response, find_bound: Callable[[str], str | None]) -> Response:
        """Return a recorded response with what was sent in the place of its stand-ins.

        `find_bound` returns the placeholder of what was sent; None if nothing was.
        """

        def find_value(placeholder: str, is_bare: bool) -> str | None:
            bound = find_bound(placeholder)
            return bound and self._sent.find_value(bound, is_bare)

        return replace_in_response(response, BoundValues(find_value))

    def reveal(self, text: str) -> str:
        """Return a text with the values that its placeholders of sent values are for."""
        return self._sent.reveal(text)

    def begin_writing(
        self, kept: Iterable[Interaction], find_bound: Callable[[str], str | None]
    ) -> WrittenValues:
        """Return what replaces the values that are added to a cassette.

        - `kept`: what is in the cassette already.
        - `find_bound` returns the stand-in, as it is compared, that stands for a sent value.
        """

        def find_stand_in(value: str) -> StandIn | None:
            sent = self._sent.find_placeholder(value)
            bound = sent and find_bound(sent)
            return parse_placeholder(bound) if bound else None

        return WrittenValues(find_last_run(kept) + 1, find_stand_in=find_stand_in)
