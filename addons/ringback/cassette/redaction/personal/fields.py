"""The fields that have personal data: those that Twilio marks, and the usual ones in attributes.

Names are compared without case and punctuation, so that the parameter `FriendlyName`, the
attribute `friendly_name` and `MessagingBinding.FriendlyName` are one name.
"""

import re
from enum import StrEnum
from functools import lru_cache


class Content(StrEnum):
    """What the value of a field is.

    - `PERSON`, `NAME`, `TEXT`, `VALUE`: replaced whole, by a stand-in of that format.
    - `ATTRIBUTES`: JSON in which only the usual names of personal data are replaced.
    - `MEMBER`: a member of such attributes without one of these names.
    - `BINDING`: an object in which everything but its type is replaced.
    """

    PERSON = "person"
    NAME = "name"
    TEXT = "text"
    VALUE = "value"
    ATTRIBUTES = "attributes"
    MEMBER = "member"
    BINDING = "binding"


# Everything that the official description of Conversations marks with `x-twilio.pii`, by its name
# in replies, and the parameters and filters that set or find it.
_FIELDS = {
    "address": Content.PERSON,
    "attributes": Content.ATTRIBUTES,
    "author": Content.PERSON,
    "body": Content.TEXT,
    "conversationattributes": Content.ATTRIBUTES,
    "conversationfriendlyname": Content.NAME,
    "conversationuniquename": Content.NAME,
    "endpoint": Content.PERSON,
    "friendlyname": Content.NAME,
    "identity": Content.PERSON,
    "messagingbinding": Content.BINDING,
    "participantidentity": Content.PERSON,
    "participantmessagingbinding": Content.BINDING,
    "uniquename": Content.NAME,
    # Of `media`: what else is in it are SIDs, sizes and types.
    "filename": Content.NAME,
    # INFERRED (fidelity: personal-data): not marked, but parts of what is.
    "contentvariables": Content.BINDING,
    "projectedaddress": Content.PERSON,
    "proxyaddress": Content.PERSON,
    "subject": Content.TEXT,
}
# Of a messaging binding.
_NOT_PERSONAL = frozenset({"type", "level"})
# The usual names of personal data in attributes.
_NAMES = (
    "name", "firstname", "lastname", "middlename", "fullname", "givenname", "familyname", "surname",
    "nickname", "displayname", "username", "screenname", "maidenname", "customername",
    "contactname", "callername", "clientname", "patientname", "membername", "friendlyname",
)  # fmt: skip
_PEOPLE = (
    "identity", "author", "email", "emailaddress", "mail", "phone", "phonenumber", "mobile",
    "mobilenumber", "cell", "cellphone", "telephone", "tel", "msisdn", "fax", "whatsapp", "caller",
    "callerid", "address",
)  # fmt: skip
_VALUES = (
    "streetaddress", "street", "addressline1", "addressline2", "city", "zip", "zipcode", "postcode",
    "postalcode", "birthday", "birthdate", "dateofbirth", "dob", "ssn", "socialsecuritynumber",
    "nationalid", "passport", "passportnumber", "driverslicense", "iban", "creditcard",
    "cardnumber", "ip", "ipaddress", "avatar", "avatarurl", "photo",
)  # fmt: skip
_MEMBERS = {
    **dict.fromkeys(_VALUES, Content.VALUE),
    **dict.fromkeys(_PEOPLE, Content.PERSON),
    **dict.fromkeys(_NAMES, Content.NAME),
    "body": Content.TEXT,
    "message": Content.TEXT,
    "text": Content.TEXT,
}
# `customer_email`, `homePhone`: the same with a word before it.
_ENDINGS = {
    "email": Content.PERSON, "emailaddress": Content.PERSON, "phone": Content.PERSON,
    "phonenumber": Content.PERSON, "mobilenumber": Content.PERSON, "firstname": Content.NAME,
    "lastname": Content.NAME, "fullname": Content.NAME, "birthdate": Content.VALUE,
    "customername": Content.NAME, "username": Content.NAME, "displayname": Content.NAME,
    "streetaddress": Content.VALUE, "zipcode": Content.VALUE, "postalcode": Content.VALUE,
}  # fmt: skip
# What Twilio itself sets: the author of a message without one, and the names of what every account
# has. Applications look for them.
TWILIOS_OWN = frozenset(
    {
        "system",
        "channel admin",
        "channel user",
        "service admin",
        "service user",
        "Default Conversations Service",
    }
)
_PUNCTUATION = re.compile(r"[\W_]+")
_STEPS = re.compile(r"[.\[\]]+")


def classify(name: str, within: Content | None = None) -> Content | None:
    """Return what the value of a field is; None if it is not personal.

    - `name`: the name of a parameter, or the key of an object: `MessagingBinding.Address`.
    - `within`: what the object with the key is.
    """
    if within in (Content.ATTRIBUTES, Content.MEMBER):
        return _classify_member(name)
    if within is Content.BINDING:
        return None if _plain(name) in _NOT_PERSONAL else Content.PERSON
    return within or _classify_field(name)


@lru_cache(maxsize=10_000)  # clients choose the names
def _classify_field(name: str) -> Content | None:
    found = _FIELDS.get(_plain(name))
    if found is None and _STEPS.search(name):
        *above, last = ["", *filter(None, map(_plain, _STEPS.split(name)))]
        found = _FIELDS.get(last)
        if found is None and any(_FIELDS.get(one) is Content.BINDING for one in above):
            return classify(last, Content.BINDING)
    return found


@lru_cache(maxsize=10_000)
def _classify_member(name: str) -> Content:
    plain = _plain(name)
    found = _MEMBERS.get(plain) or _MEMBERS.get(plain.removesuffix("s")) or _FIELDS.get(plain)
    if found is not None:
        return found
    return next(
        (content for ending, content in _ENDINGS.items() if plain.endswith(ending)), Content.MEMBER
    )


@lru_cache(maxsize=10_000)
def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())
