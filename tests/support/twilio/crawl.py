"""Everything that an account's replies show, found by following links from its roots."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ringback.twilio.api import Reply
from tests.support.twilio.caller import Caller, read_reply

ROOTS = (
    "/v1/Conversations?PageSize=2",
    "/v1/Users?PageSize=2",
    "/v1/Roles?PageSize=3",
    "/v1/Services?PageSize=1",
    "/v1/Credentials",
    "/v1/Configuration",
    "/v1/Configuration/Addresses",
    "/v1/Configuration/Webhooks",
)
# Nothing describes the first two, the third is only written, and the fourth asks for whom.
NOT_FOLLOWED = (
    "/Export",
    "/ChannelMetadata",
    "/ConversationWithParticipants",
    "/ParticipantConversations",
)
SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
SHOWN_ALONE = ("is_online", "is_notifiable")  # a list does not say whether a user is online

Resource = dict[str, Any]


@dataclass
class Crawl:
    """The resources of an account by their URLs, the members of lists, and what is wrong."""

    caller: Caller
    found: dict[str, Resource] = field(default_factory=dict)
    lists: dict[str, list[Resource]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def run(self) -> "Crawl":
        """Follow all links, beginning with the roots."""
        for root in ROOTS:
            self.visit(self.caller.origin + root)
        return self

    def visit(self, url: str) -> None:
        """Fetch a URL that was not fetched yet, and what it leads to."""
        if url in self.found or url in self.lists or url.endswith(NOT_FOLLOWED):
            return
        body = self.fetch(url)
        if body is None:
            return
        if "meta" not in body:
            self.found[url] = body
            self.follow(body)
            return
        self.lists[url] = list(self.read_pages(body))
        for shown in self.lists[url]:
            if "url" in shown:
                self.visit(shown["url"])
                self.compare(shown, self.found.get(shown["url"], {}))
            else:
                self.follow(shown)

    def follow(self, shown: Resource) -> None:
        """Visit the links of a resource."""
        for url in shown.get("links", {}).values():
            self.visit(url)

    def fetch(self, url: str) -> Any:
        """Return the JSON of a URL; None if it is not faked or does not answer."""
        answer = self.caller.answer("GET", url.removeprefix(self.caller.origin))
        if not isinstance(answer, Reply):
            self.wrong.append(f"{url} is not faked")
            return None
        reply = read_reply(answer)
        if reply.status != 200:
            self.wrong.append(f"{url} is answered with {reply.status}")
            return None
        return reply.body

    def read_pages(self, page: Any) -> Iterator[Resource]:
        """Yield the members of a list, page by page."""
        while True:
            yield from page[page["meta"]["key"]]
            following = page["meta"]["next_page_url"]
            if following is None:
                return
            page = self.fetch(following)

    def compare(self, shown: Resource, fetched: Resource) -> None:
        """Note the properties that a list shows otherwise than the resource itself."""
        for key, value in shown.items():
            if value != fetched.get(key) and key not in SHOWN_ALONE:
                self.wrong.append(f"{key} of {shown['url']}: {value!r} and {fetched.get(key)!r}")

    def of_kind(self, prefix: str) -> list[Resource]:
        """Return the resources whose SIDs begin with a prefix."""
        return [one for one in self.found.values() if one.get("sid", "").startswith(prefix)]

    @property
    def sids(self) -> set[str]:
        """The SIDs of all resources that were found."""
        return {one["sid"] for one in self.found.values() if "sid" in one}

    def list_at(self, end: str) -> list[Resource]:
        """Return the members of the list at a URL."""
        return self.lists[end]


def find_sids(shown: Resource) -> dict[str, str]:
    """Return the SIDs that a resource names, by property."""
    return {
        key: value
        for key, value in shown.items()
        if key.endswith("sid") and isinstance(value, str) and SID.fullmatch(value)
    }
