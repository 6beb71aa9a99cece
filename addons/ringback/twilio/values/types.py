"""The types of values that requests, records and replies share."""

from datetime import datetime

from ringback.twilio.values.durations import Duration

# A JSON document, as in a reply's body.
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

# What a parameter is parsed into, and what a record stores.
Value = None | bool | int | str | datetime | Duration | tuple[str, ...] | dict[str, Json]
