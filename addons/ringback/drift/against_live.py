"""Compare recordings with what Twilio answers today, by GETs alone."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from ringback.cassette.comparison.replies import compare_replies
from ringback.cassette.comparison.report import Comparison
from ringback.cassette.model import Cassette
from ringback.cassette.redaction.redactor import Redactor
from ringback.drift.live_questions import Question, Questions
from ringback.http.messages import Request, Response

Ask = Callable[[Request], Response]


def compare_with_live(cassette: Cassette, ask: Ask, account_sid: str) -> Iterator[Comparison]:
    """Yield a comparison for each recording, in order; every URL is asked for once.

    `ask` sends a request as the account `account_sid`. It raises RingbackError if there is no
    reply.
    """
    redactor = Redactor(cassette.redact_names)
    playable = [recording for recording in cassette.recordings if recording.is_playable]
    for recording in playable:
        redactor.remember(recording.request)
    questions = Questions(playable, account_sid)
    replies: dict[str, Response] = {}
    for recording in playable:
        shown = f"{recording.request.method} {redactor.redact_target(recording.request)}"
        comparison = Comparison(recording, shown)
        question = questions.find(recording)
        if isinstance(question, str):
            yield replace(comparison, reason=question)
            continue
        url = question.request.url
        if url not in replies:
            replies[url] = ask(question.request)
        yield _compare(comparison, question, replies[url])


def _compare(comparison: Comparison, question: Question, current: Response) -> Comparison:
    recorded = comparison.recording.response
    if current.status == 429 or current.status >= 500:
        return replace(comparison, reason=f"Twilio answers {current.status} now")
    if not question.is_same and current.status >= 400:
        return replace(comparison, reason=f"its resource is not there any more: {current.status}")
    if recorded.status == 404 and current.status == 200:
        return replace(comparison, reason="what was not there has been made since")
    differences = compare_replies(recorded, current, with_status=question.is_same)
    return replace(comparison, differences=differences)
