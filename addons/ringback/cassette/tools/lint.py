"""Find problems in cassettes, for use in CI."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

from ringback.cassette.format.reader import read
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import PERSONAL_DATA, Cassette, Recording, names_personal_data
from ringback.cassette.redaction.personal.personal_data import PersonalData, begin_rewriting
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.redaction.value_placeholders import NumberedPlaceholders
from ringback.cassette.storage import files
from ringback.cassette.tools.personal_data import find_left, find_replaceable
from ringback.cassette.tools.phone_numbers import PhoneNumbers
from ringback.cassette.tools.redact import has_secret_left
from ringback.cassette.tools.redacted_places import find_changes
from ringback.cassette.tools.reply_date import parse_reply_date
from ringback.cassette.tools.reply_schema import find_violations
from ringback.errors import CassetteError, UsageError

# Each rule with a description, which the command's help shows.
RULES = {
    "unreadable": "a file that is not a cassette, or damaged",
    "torn": "a last interaction that was cut off while it was written",
    "secret": "a secret or an account's sid that today's redaction would take out",
    "personal": "personal data that is left, if --personal-data asks for it",
    "schema": "a reply that the Conversations API would not give",
    "equal": "a request that the matchers cannot tell from an earlier one",
    "unplayable": "a request that can never be played, such as CONNECT",
    "old": "a reply that is older than --max-age",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem in a cassette; `line` is 1-based, None if it is not known."""

    rule: str
    path: Path
    line: int | None
    message: str

    def __str__(self) -> str:
        place = str(self.path) if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.rule}: {self.message}"

    def as_json(self) -> dict[str, str | int | None]:
        """Return the finding as a JSON object."""
        return {
            "rule": self.rule,
            "path": str(self.path),
            "line": self.line,
            "message": self.message,
        }


def select_rules(allowed: tuple[str, ...]) -> frozenset[str]:
    """Return all rules except those allowed. Raises UsageError for an unknown rule."""
    unknown = [name for name in allowed if name not in RULES]
    if unknown:
        names = ", ".join(map(repr, unknown))
        raise UsageError(f"--allow: {names} is not a rule; the rules are {', '.join(RULES)}")
    return frozenset(RULES).difference(allowed)


class Linter:
    """Checks cassettes, each by itself.

    - `rules`: names of the rules to apply.
    - `matching`: the matchers for the rule `equal`.
    - `redact_names`: names to redact in addition to those in the cassette.
    - `oldest`: replies with an earlier `Date` header are too old; None for no limit. Replies
      without a `Date` header are never too old.
    - `numbers`: finds phone numbers for the rule `personal`; None to leave that out.
    """

    def __init__(
        self,
        rules: frozenset[str] = frozenset(RULES),
        matching: Matching | None = None,
        redact_names: tuple[str, ...] = (),
        oldest: datetime | None = None,
        numbers: PhoneNumbers | None = None,
    ) -> None:
        self._rules = rules
        self._matching = matching or Matching()
        self._redact_names = redact_names
        self._oldest = oldest
        self._numbers = numbers

    def check_file(self, path: Path) -> list[Finding]:
        """Return the findings for a file; an unreadable file is a finding."""
        try:
            data = files.read_bytes(path)
        except CassetteError as error:
            return [_unreadable(error)] if "unreadable" in self._rules else []
        return self.check(data, path)

    def check(self, data: bytes, path: Path) -> list[Finding]:
        """Return the findings for a cassette's content, sorted by line."""
        try:
            found = list(self._findings(data, read(data, path)))
        except CassetteError as error:
            found = [_unreadable(error)]
        counted = (finding for finding in found if finding.rule in self._rules)
        return sorted(counted, key=lambda finding: finding.line or 0)

    def _findings(self, data: bytes, cassette: Cassette) -> Iterator[Finding]:
        if cassette.torn_line is not None:
            message = f"the last interaction was {cassette.torn_report}"
            yield Finding("torn", cassette.path, cassette.torn_line, message)
        interactions = [recording.interaction for recording in cassette.recordings]
        names = (*cassette.redact_names, *self._redact_names)
        if self._numbers is not None:  # personal data has a rule of its own
            names = tuple(name for name in names if not names_personal_data([name]))
        placeholders = NumberedPlaceholders.of_new_run(interactions)
        redactor = Redactor(names, placeholders, begin_rewriting(interactions, names))
        yield from self._secrets(data, cassette, redactor)
        yield from self._equal_requests(cassette, redactor)
        for recording in cassette.recordings:
            if not recording.is_playable:
                message = f"{recording.request.method} can never be played; delete the interaction"
                yield _at(recording, "unplayable", message)
                continue
            for departure in find_violations(recording.request, recording.response):
                yield _at(recording, "schema", redactor.redact_text(departure))
            yield from self._age(recording)
            if self._numbers is not None:
                yield from _find_personal_data(recording, self._numbers)

    def _secrets(self, data: bytes, cassette: Cassette, redactor: Redactor) -> Iterator[Finding]:
        advice = "`ringback cassette redact` takes it out"
        changes = {change.recording.index: change for change in find_changes(cassette, redactor)}
        for recording in cassette.recordings:
            change = changes.get(recording.index)
            if change is not None:
                yield _at(recording, "secret", f"in {', '.join(change.places)}; {advice}")
            place = redactor.find_leak(change.redacted if change else recording.interaction)
            if place is not None:
                message = f"in {place}, where redaction does not reach; delete the interaction"
                yield _at(recording, "secret", message)
        if not changes and has_secret_left(data, cassette.path, redactor):
            where = "beside the requests and replies, in a comment or in a key of another program"
            yield Finding("secret", cassette.path, None, f"{where}; {advice}")

    def _equal_requests(self, cassette: Cassette, redactor: Redactor) -> Iterator[Finding]:
        earlier: dict[Hashable, list[int]] = {}
        for recording in cassette.recordings:
            request = redactor.redact_request(recording.request)
            keys = self._matching.lookup_keys(request)
            found = [earlier[key] for key in keys if key in earlier]
            indexes = found[0] if len(found) == 1 else sorted(set(chain(*found)))
            if indexes:
                message = (
                    f"{request.label[:120]} equals #{indexes[0]}: only when it "
                    f"is asked for a {_ordinal(len(indexes) + 1)} time does #{recording.index} play"
                )
                yield _at(recording, "equal", message)
            for key in self._matching.filing_keys(request):
                earlier.setdefault(key, []).append(recording.index)

    def _age(self, recording: Recording) -> Iterator[Finding]:
        moment = parse_reply_date(recording.response)
        if self._oldest is not None and moment is not None and moment < self._oldest:
            yield _at(recording, "old", f"recorded on {moment:%Y-%m-%d}; record it again")


def _find_personal_data(recording: Recording, numbers: PhoneNumbers) -> Iterator[Finding]:
    redacted, places = find_replaceable(recording, PersonalData())
    if places:
        advice = f"`ringback cassette redact --redact {PERSONAL_DATA}` takes it out"
        yield _at(recording, "personal", f"in {', '.join(places)}; {advice}")
    for found in dict.fromkeys(find_left(redacted, numbers)):
        advice = "which is not replaced; name its field with --redact NAME"
        yield _at(recording, "personal", f"{found}, {advice}")


def find_cutoff(max_age_days: int, now: datetime) -> datetime:
    """Return the moment `max_age_days` before `now`; the earliest possible if there is none."""
    try:
        return now - timedelta(days=max_age_days)
    except OverflowError:  # before the year 1
        return datetime.min.replace(tzinfo=UTC)


def _unreadable(error: CassetteError) -> Finding:
    finding = Finding("unreadable", error.path, error.line, "")
    place = str(finding).removesuffix("unreadable: ")
    return replace(finding, message=str(error).removeprefix(place))


def _at(recording: Recording, rule: str, message: str) -> Finding:
    return Finding(rule, recording.path, recording.line, f"#{recording.index}: {message}")


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if 10 <= number % 100 <= 20 else endings.get(number % 10, "th")
    return f"{number}{ending}"
