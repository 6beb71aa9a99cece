"""A webhook request as the built-in receiver got it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ringback.http.forms import Form, parse_form
from ringback.http.messages import Headers


@dataclass(frozen=True)
class ReceivedWebhook:
    """A request that arrived at the receiver of a test.

    - `path`: with the query, as it was sent.
    - `status`: what it was answered.
    """

    method: str
    path: str
    headers: Headers
    body: bytes = field(repr=False)
    status: int = 200

    @cached_property
    def parameters(self) -> Mapping[str, str | list[str]]:
        """The parameters by name; one that was sent more than once has a list of values."""
        form = self._form
        values = {name: list(form.all(name)) for name in form}
        return {name: found[0] if len(found) == 1 else found for name, found in values.items()}

    @property
    def _form(self) -> Form:
        text = self.path.partition("?")[2] if self.method == "GET" else self.body.decode()
        return parse_form(text)

    @property
    def event(self) -> str:
        """The event, such as "onMessageAdded"; empty if it has none."""
        return self._form.first("EventType") or ""
