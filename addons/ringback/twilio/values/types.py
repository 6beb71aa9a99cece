"""The types of values that requests, records and replies share."""

from datetime import datetime

from ringback.twilio.values.durations import Duration

# A JSON document, as a reply's body holds it.
Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

# What a parameter is read into, and what a record keeps.
Value = None | bool | int | str | datetime | Duration | tuple[str, ...] | dict[str, Json]
