"""Calls every method of Twilio's Python library for Conversations; knows nothing of Ringback.

Resources and methods are found by introspection. Prints one line of JSON: the methods that there
are, those that were called, and what went wrong, each by its module, class and name.
"""

import asyncio
import importlib
import inspect
import itertools
import json
import os
import pkgutil
from collections.abc import Iterator
from typing import Any

import twilio.rest.conversations.v1 as library
from twilio.base.api_response import ApiResponse
from twilio.base.exceptions import TwilioException
from twilio.base.instance_context import InstanceContext
from twilio.base.instance_resource import InstanceResource
from twilio.base.list_resource import ListResource
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

KINDS = (ListResource, InstanceContext, InstanceResource)
WITHOUT_REQUEST = ("get",)
COUNTER = itertools.count()

# Arguments of each create, by the name of the class; {} is a number that was not used before.
CREATE: dict[str, dict[str, Any]] = {
    "AddressConfigurationList": {"type": "sms", "address": "+1555{:07}"},
    "ConversationWithParticipantsList": {"participant": ['{"identity": "alice"}']},
    "CredentialList": {"type": "fcm", "secret": "a secret"},
    "MessageList": {"body": "Hello", "author": "alice"},
    "ParticipantList": {"identity": "person {}"},
    "RoleList": {"friendly_name": "r{}", "type": "conversation", "permission": ["sendMessage"]},
    "ServiceList": {"friendly_name": "another"},
    "UserList": {"identity": "user {}"},
    "WebhookList": {
        "target": "webhook",
        "configuration_url": "https://example.com",
        "configuration_filters": ["onMessageAdded"],
    },
}
UPDATE: dict[str, dict[str, Any]] = {
    "AddressConfigurationContext": {"friendly_name": "renamed"},
    "ConfigurationContext": {"default_closed_timer": "PT10M", "reachability_enabled": True},
    "ConversationContext": {"friendly_name": "renamed"},
    "CredentialContext": {"friendly_name": "renamed"},
    "MessageContext": {"body": "changed"},
    "ParticipantContext": {"attributes": '{"a": 1}'},
    "RoleContext": {"permission": ["sendMessage", "leaveConversation"]},
    "NotificationContext": {"log_enabled": True},
    "UserContext": {"friendly_name": "renamed"},
    "WebhookContext": {
        "configuration_url": "https://example.com/changed",
        "post_webhook_url": "https://example.com/changed",
    },
    "UserConversationContext": {"notification_level": "muted"},
}
LIST: dict[str, dict[str, Any]] = {"ParticipantConversationList": {"identity": "alice"}}
TELEPHONE = {
    "messaging_binding_address": "+1555{:07}",
    "messaging_binding_proxy_address": "+15559999999",
}


def find_classes() -> Iterator[type]:
    """Yield every class of the library that sends requests."""
    packages = pkgutil.walk_packages(library.__path__, library.__name__ + ".")
    for module in [library, *(importlib.import_module(package.name) for package in packages)]:
        for value in vars(module).values():
            if (
                inspect.isclass(value)
                and issubclass(value, KINDS)
                and value.__module__ == module.__name__
            ):
                yield value


def find_methods() -> set[str]:
    """Return every method of the library that sends a request."""
    return {
        name_method(one, name)
        for one in find_classes()
        for name, value in vars(one).items()
        if inspect.isfunction(value) and not name.startswith("_") and name not in WITHOUT_REQUEST
    }


def name_method(owner: type, name: str) -> str:
    """Return the name of a method: service.role.RoleList.create."""
    module = owner.__module__.removeprefix(library.__name__).lstrip(".")
    return f"{module}.{owner.__name__}.{name}"


def fill(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments with a number that was not used before in the place of {}."""
    number = next(COUNTER)
    return {
        key: value.format(number) if "{:" in str(value) or "{}" in str(value) else value
        for key, value in arguments.items()
    }


class Walk:
    """Calls the methods of one kind: those that end in _async, or the others."""

    def __init__(self, client: Client, ending: str) -> None:
        self.root = client.conversations.v1
        self.ending = ending
        self.called: set[str] = set()
        self.failed: dict[str, str] = {}

    async def walk(self) -> None:
        """Call all methods of all resources."""
        await self.walk_children(self.root, self.root)

    async def walk_children(self, owner: Any, root: Any) -> None:
        """Walk the lists that an object leads to; `root` is the version, or a service."""
        for name, value in vars(type(owner)).items():
            if isinstance(value, property) and not name.startswith("_"):
                await self.walk_list(getattr(owner, name), owner, root)

    async def walk_list(self, listed: Any, parent: Any, root: Any) -> None:
        """Call the methods of a list, of its contexts and of its instances."""
        kind = type(listed).__name__
        if kind == "MessageList":  # somebody outside of the chat, so that there are receipts
            await self.send(parent.participants, "create", **TELEPHONE)
        made = [one async for one in self.call_all(listed, "create", **CREATE.get(kind, {}))]
        if not hasattr(listed, "create") and (fresh := await self.make(listed, parent, root)):
            made = [fresh]
        await self.read(listed, made)
        if hasattr(listed, "get"):
            await self.walk_record(listed, parent, root, made)
        await self.walk_children(listed, root)

    async def walk_record(self, listed: Any, parent: Any, root: Any, made: list[Any]) -> None:
        """Call the methods of a context and of an instance."""
        context = self.find(listed, made[0] if made else None)
        accepted = inspect.signature(getattr(context, "update", len)).parameters
        arguments = UPDATE.get(type(context).__name__, {})
        arguments = {name: value for name, value in arguments.items() if name in accepted}
        shown = [one async for one in self.call_all(context, "fetch")]
        for instance in shown[:1]:
            shown += [one async for one in self.call_all(instance, "fetch")]
            self.check(len({repr(public(one)) for one in shown}) == 1, instance, "fetch")
        for owner in (context, *shown[:1]):
            async for changed in self.call_all(owner, "update", **arguments):
                self.check(shows(changed, arguments), owner, "update")
        if made and type(context).__name__ == "ServiceContext":
            await self.walk_children(context, context)
        elif made:
            await self.walk_children(context, root)
        for name in self.variants(context, "delete"):
            await self.delete(listed, parent, root, name)

    async def delete(self, listed: Any, parent: Any, root: Any, name: str) -> None:
        """Delete a context and an instance."""
        for chosen in ("context", "instance"):
            fresh = await self.make(listed, parent, root)
            context = self.find(listed, fresh)
            owner = context if chosen == "context" or fresh is None else fresh
            await self.call(owner, name)
            if fresh is not None:
                try:
                    await self.send(context, "fetch")
                except TwilioException as error:
                    self.check(getattr(error, "status", None) == 404, owner, name)
                else:
                    self.check(False, owner, name)

    async def make(self, listed: Any, parent: Any, root: Any) -> Any:
        """Return a new instance of a list, or one that is there; None if there is none."""
        kind = type(listed).__name__
        try:
            if hasattr(listed, "create"):
                return await self.send(listed, "create", **CREATE.get(kind, {}))
            if kind == "UserConversationList":
                user = await self.send(parent, "fetch")
                made = await self.send(root.conversations, "create")
                people = root.conversations(made.sid).participants
                await self.send(people, "create", identity=user.identity)
                return await self.send(listed(made.sid), "fetch")
            if kind == "DeliveryReceiptList":
                receipts = await self.send(listed, "list")
                return receipts[0]
        except (TwilioException, IndexError) as error:
            self.failed[name_method(type(listed), "make")] = str(error)
        return None

    async def read(self, listed: Any, made: list[Any]) -> None:
        """List in every way, and turn the pages."""
        arguments = LIST.get(type(listed).__name__, {})
        async for found in self.call_all(listed, "list", **arguments):
            sids = {getattr(one, "sid", None) for one in found}
            self.check({getattr(one, "sid", None) for one in made} <= sids, listed, "list")
        async for _ in self.call_all(listed, "stream", **arguments):
            pass
        async for page in self.call_all(listed, "page", page_size=1, **arguments):
            following = page.next_page_url or page._payload["meta"]["first_page_url"]
            async for other in self.call_all(listed, "get_page", target_url=following):
                self.check(type(other) is type(page), listed, "get_page")

    def find(self, listed: Any, instance: Any) -> Any:
        """Return the context of an instance; one of a made-up SID if there is none."""
        names = inspect.signature(listed.get).parameters
        made_up = "XX" + "0" * 32
        return listed.get(*(getattr(instance, name, made_up) for name in names))

    def variants(self, owner: Any, stem: str) -> list[str]:
        """Return the methods of an object that do the same thing."""
        names = (f"{stem}{self.ending}", f"{stem}_with_http_info{self.ending}")
        return [name for name in names if hasattr(owner, name)]

    async def call_all(self, owner: Any, stem: str, **arguments: Any) -> Any:
        """Yield the results of the methods that do the same thing."""
        for name in self.variants(owner, stem):
            result = await self.call(owner, name, **arguments)
            if result is not None:
                yield result

    async def call(self, owner: Any, name: str, **arguments: Any) -> Any:
        """Return the result of a method; None if it failed."""
        self.called.add(name_method(type(owner), name))
        try:
            return await receive(getattr(owner, name)(**fill(arguments)))
        except TwilioException as error:
            self.failed.setdefault(name_method(type(owner), name), str(error))
            return None

    async def send(self, owner: Any, stem: str, **arguments: Any) -> Any:
        """Return the result of a method that was called before, or raise its error."""
        return await receive(getattr(owner, stem + self.ending)(**fill(arguments)))

    def check(self, condition: bool, owner: Any, name: str) -> None:
        """Note a result that is not what was expected."""
        if not condition:
            self.failed.setdefault(name_method(type(owner), name), "an unexpected result")


async def receive(result: Any) -> Any:
    """Return what a call returned, awaited, read to its end and without its headers."""
    if inspect.isawaitable(result):
        result = await result
    if isinstance(result, ApiResponse):
        assert 200 <= result.status_code < 300
        result = result.data
    if isinstance(result, tuple):
        result = result[0]
    if inspect.isasyncgen(result):
        return [each async for each in result]
    return list(result) if inspect.isgenerator(result) else result


def public(instance: Any) -> dict[str, Any]:
    """Return what the library parsed from a reply."""
    return {name: value for name, value in vars(instance).items() if not name.startswith("_")}


def shows(instance: Any, arguments: dict[str, Any]) -> bool:
    """Whether an instance has the values of those arguments that are attributes of it, too."""
    known = {"permission": "permissions"}
    shown = {known.get(name, name): value for name, value in arguments.items()}
    return all(getattr(instance, name, value) == value for name, value in shown.items())


async def main() -> None:
    credentials = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
    synchronous = Walk(Client(*credentials), "")
    await synchronous.walk()
    async with AsyncTwilioHttpClient() as http_client:
        asynchronous = Walk(Client(*credentials, http_client=http_client), "_async")
        await asynchronous.walk()
    told = {
        "methods": sorted(find_methods()),
        "called": sorted(synchronous.called | asynchronous.called),
        "failed": synchronous.failed | asynchronous.failed,
    }
    print(json.dumps(told))  # noqa: T201  (what a program prints is its answer)


asyncio.run(main())
