"""The tables of push credentials, whose secrets are neither stored nor shown."""

from ringback.twilio.operations.crud import remove_record
from ringback.twilio.resources.push.binding import BINDINGS
from ringback.twilio.resources.service import SERVICES
from ringback.twilio.schema.attributes import Attribute, get_account_sid, get_sid, get_url
from ringback.twilio.schema.behavior import Operation, ResourceBehavior
from ringback.twilio.schema.parameters import Blank, Parameter
from ringback.twilio.schema.reply_reader import ReplyReader
from ringback.twilio.schema.request_context import RequestContext
from ringback.twilio.schema.resource import Resource
from ringback.twilio.schema.validators import Boolean, Choice, Discarded, Text
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.types import Json, Value

LONGEST_NAME = 64
APPLE = "apn"

# INFERRED (fidelity: credential-parameters): that none of the secrets is required, and the fault
# of a wrong type.
PARAMETERS = (
    Parameter(
        "FriendlyName",
        "friendly_name",
        Text(LONGEST_NAME, faults.FRIENDLY_NAME_TOO_LONG),
        blank=Blank.IGNORED,
    ),
    Parameter("Certificate", "certificate", Discarded()),
    Parameter("PrivateKey", "private_key", Discarded()),
    Parameter("Sandbox", "sandbox", Boolean(faults.INVALID_PARAMETER)),
    Parameter("ApiKey", "api_key", Discarded()),
    Parameter("Secret", "secret", Discarded()),
)


def _type(*, required: bool) -> Parameter:
    kinds = Choice((APPLE, "gcm", "fcm"), faults.INVALID_PARAMETER, any_case=True)
    return Parameter("Type", "type", kinds, required=required)


class CredentialBehavior(ResourceBehavior):
    """Bindings need their credential."""

    def on_removed(self, context: RequestContext, record: StoredResource) -> None:
        """Remove the bindings that use the credential.

        INFERRED (fidelity: credential-in-use): nothing can be sent to them any more.
        """
        for service in SERVICES.collection(context, context.store.account):
            for binding in list(BINDINGS.collection(context, service)):
                if binding.text("credential_sid") == record.sid:
                    remove_record(BINDINGS, context, binding)

    def read_reply(self, _context: RequestContext, reply: ReplyReader) -> dict[str, Value]:
        """Return whether the credential is for Apple's sandbox."""
        return {"sandbox": reply.text("sandbox") == "True"}


def _get_sandbox(record: StoredResource, _context: RequestContext) -> Json:
    # CONFLICT (fidelity: credential-sandbox): null or "False" for other types than Apple's.
    if record.text("type") != APPLE:
        return None
    return "True" if record.values.get("sandbox") else "False"


CREDENTIALS = Resource(
    segment="Credentials",
    prefix="CR",
    key="credentials",
    lists_meta_first=False,
    parent=None,
    attributes=(
        Attribute("sid", get_sid),
        Attribute("account_sid", get_account_sid),
        Attribute("friendly_name"),
        Attribute("type"),
        Attribute("sandbox", _get_sandbox),
        Attribute("date_created"),
        Attribute("date_updated"),
        Attribute("url", get_url),
    ),
    operations=frozenset(Operation),
    creation=(_type(required=True), *PARAMETERS),
    update=(_type(required=False), *PARAMETERS),
    sends_webhooks=False,
    behavior=CredentialBehavior(),
)
