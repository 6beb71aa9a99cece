"""How `delivery` of a message sums up the statuses of its receipts.

Each count is a word: for none, some or all of the recipients.
"""

from collections.abc import Iterable

from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.values.types import Json

Status = str | None  # None: the message is still within Twilio

SENT, DELIVERED, READ, FAILED, UNDELIVERED = "sent", "delivered", "read", "failed", "undelivered"
NONE, SOME, ALL = "none", "some", "all"

# Which statuses each word counts, in the order in which the words are shown. A receipt has the
# latest status only: one that was read was delivered and sent before. INFERRED
# (fidelity: delivery-words): one that is undelivered was sent, one that failed was not.
COUNTED = {
    SENT: (SENT, DELIVERED, READ, UNDELIVERED),
    DELIVERED: (DELIVERED, READ),
    READ: (READ,),
    FAILED: (FAILED,),
    UNDELIVERED: (UNDELIVERED,),
}


def summarize(statuses: Iterable[Status]) -> Json:
    """Return the summary of the receipts' statuses; None if there are no receipts."""
    known = list(statuses)
    if not known:
        return None
    words: dict[str, Json] = {"total": len(known)}
    for word, counted in COUNTED.items():
        number = sum(status in counted for status in known)
        words[word] = NONE if number == 0 else ALL if number == len(known) else SOME
    return words


def spread(summary: ReplyReader, most: int) -> list[Status]:
    """Return statuses that have a summary, up to `most` of them; the reverse of `summarize`."""
    total = min(summary.number("total") or 0, most)
    statuses: list[Status] = []
    for word in (FAILED, UNDELIVERED, READ, DELIVERED, SENT):
        there = sum(status in COUNTED[word] for status in statuses)
        wanted = _count(summary.text(word), total, there)
        statuses += [word] * min(wanted, total - len(statuses))
    return statuses + [None] * (total - len(statuses))


def _count(word: str | None, total: int, there: int) -> int:
    """Return how many more statuses a word needs, if some are there."""
    if word == ALL:
        return total - there
    return 1 if word == SOME and not there else 0
