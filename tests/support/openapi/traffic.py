"""Requests to one operation of Twilio's description, made from the description."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.support.openapi.description import Operation, Parameter
from tests.support.openapi.scene import PROXY, Form
from tests.support.openapi.values import Value, Verdict, generate_values

RANDOM_REQUESTS = 12
ADDRESS = {"MessagingBinding.Address": "+15550000002", "MessagingBinding.ProxyAddress": PROXY}
HOOK = {
    "Target": "webhook",
    "Configuration.Url": "https://example.com",
    "Configuration.Filters": "onMessageAdded",
}
TRIGGER = {
    "Target": "trigger",
    "Configuration.Url": "https://example.com",
    "Configuration.Triggers": "keyword",
}
STUDIO = {"Target": "studio", "Configuration.FlowSid": "FW" + "a" * 32}
GROUP = {"Identity": "carol", "MessagingBinding.ProjectedAddress": "+15557777777"}
SMS = {"Type": "sms", "Address": "+15556666666"}
STUDIO_ADDRESS = {"AutoCreation.Type": "studio", "AutoCreation.StudioFlowSid": "FW" + "a" * 32}
WEBHOOK_ADDRESS = {
    "AutoCreation.Type": "webhook",
    "AutoCreation.WebhookUrl": "https://example.com",
    "AutoCreation.WebhookMethod": "post",
    "AutoCreation.WebhookFilters": "onMessageAdded",
}
CONTENT = {"ContentSid": "HX" + "a" * 32}

# Forms that are accepted, by route. A parameter is tried in the first that has it, or else in the
# first of all; what has no entry needs no parameter.
FORMS: Mapping[str, tuple[Form, ...]] = {
    "POST /Configuration/Addresses": (
        SMS,
        SMS | STUDIO_ADDRESS | {"AutoCreation.StudioRetryCount": "1"},
        SMS | WEBHOOK_ADDRESS,
        {"Type": "email", "Address": "a@example.com"},
    ),
    "POST /Configuration/Addresses/{Sid}": (
        STUDIO_ADDRESS | {"AutoCreation.StudioRetryCount": "1"},
        WEBHOOK_ADDRESS,
    ),
    "GET /ParticipantConversations": ({"Identity": "alice"}, {"Address": "+15550000001"}),
    "POST /Conversations/{Sid}": ({"FriendlyName": "Two"},),
    "POST /Conversations/{ConversationSid}/Messages": (
        {"Body": "Hello"},
        CONTENT | {"ContentVariables": "{}"},
    ),
    "POST /Conversations/{ConversationSid}/Participants": ({"Identity": "carol"}, ADDRESS, GROUP),
    "POST /Conversations/{ConversationSid}/Webhooks": (
        HOOK,
        TRIGGER,
        STUDIO | {"Configuration.ReplayAfter": "0"},
    ),
    "POST /Credentials": ({"Type": "fcm", "Secret": "a secret"},),
    "POST /Roles": (
        {"FriendlyName": "reader", "Type": "conversation", "Permission": "sendMessage"},
        {"FriendlyName": "joiner", "Type": "service", "Permission": "joinConversation"},
    ),
    "POST /Roles/{Sid}": ({"Permission": "sendMessage"},),
    "POST /Services": ({"FriendlyName": "a service"},),
    "POST /Users": ({"Identity": "carol"},),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request with a value of one parameter; `form` is the rest of it."""

    parameter: Parameter
    value: Value
    form: Form

    @property
    def verdict(self) -> Verdict:
        """What the description says of the value."""
        return self.value.verdict

    @property
    def sent(self) -> Form:
        """The whole form, or the query."""
        own = {self.parameter.name: self.value.texts}
        return self.form if self.parameter.place == "header" else {**self.form, **own}

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The parameter, if it is one of the header."""
        name, texts = self.parameter.name, self.value.texts
        return ((name, texts[0]),) if self.parameter.place == "header" else ()

    def __str__(self) -> str:
        return f"{self.parameter.name}={self.value}"


def choose_form(operation: Operation, name: str = "", texts: tuple[str, ...] = ()) -> Form:
    """Return a form that is accepted, and has the parameter, and the value, if there is one."""
    forms = FORMS.get(operation.route, ({},))
    having = [form for form in forms if name in form] or forms
    return next((form for form in having if (form.get(name),) == texts), having[0])


def generate_attempts(operation: Operation, known: Mapping[str, str]) -> Iterator[Attempt]:
    """Yield a request for each value of each parameter, and one without each required one."""
    for parameter in operation.parameters:
        for value in generate_values(parameter, known):
            yield Attempt(parameter, value, choose_form(operation, parameter.name, value.texts))
        if parameter.required:
            form = choose_form(operation)
            rest = {key: text for key, text in form.items() if key != parameter.name}
            yield Attempt(parameter, Value((), Verdict.WRONG), rest)


def generate_random_forms(operation: Operation, known: Mapping[str, str]) -> Iterator[Form]:
    """Yield forms with random values of random parameters, always the same."""
    chance = random.Random(str(operation))
    parameters = [each for each in operation.parameters if each.place != "header"]
    for _ in range(RANDOM_REQUESTS if parameters else 0):
        chosen = chance.sample(parameters, chance.randint(1, len(parameters)))
        form = dict(choose_form(operation)) if chance.random() < 0.5 else {}
        for parameter in chosen:
            form[parameter.name] = chance.choice(list(generate_values(parameter, known))).texts
        yield form
