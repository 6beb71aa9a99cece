"""The file of a message: found by its SID, and limited by the channels that it goes to."""

from collections.abc import Iterable

from ringback.twilio.resources.media.media import MEDIA
from ringback.twilio.schema.behavior import Write
from ringback.twilio.store.stored_resource import StoredResource
from ringback.twilio.values import faults
from ringback.twilio.values.faults import Fault
from ringback.twilio.values.types import Json

MEGABYTE = 1024 * 1024

# In bytes, by channel; in the chat only the upload is limited. INFERRED (fidelity: media-limits):
# what a megabyte is, and that other channels have no limit of their own.
LARGEST = {"sms": 5 * MEGABYTE, "whatsapp": 16 * MEGABYTE}


def find_attachment(write: Write) -> StoredResource | None:
    """Return the media that a new message names; None if it names none that was uploaded here.

    A template replaces the file. INFERRED (fidelity: media-unknown): any other file is accepted.
    """
    arguments, service = write.arguments.values, write.parent.parent
    sid = arguments.get("media_sid")
    if not isinstance(sid, str) or service is None or "content_sid" in arguments:
        return None
    return MEDIA.collection(write.context, service).find_by_sid(sid)


def refuse_attachment(media: StoredResource, channels: Iterable[str]) -> Fault | None:
    """Return the fault of a file that another message has, or too large for a channel, or None.

    INFERRED (fidelity: media-limits): the files of a group MMS are limited one by one.
    """
    if media.text("message_sid") is not None:
        return faults.MEDIA_ALREADY_SENT
    size = media.number("size") or 0
    is_too_large = any(size > LARGEST.get(channel, size) for channel in channels)
    return faults.MEDIA_TOO_LARGE if is_too_large else None


def attach(media: StoredResource, message: StoredResource) -> None:
    """Make a file that of a message."""
    media.change({"message_sid": message.sid, "channel_sid": message.parent_sid})


def describe_attachment(media: StoredResource) -> dict[str, Json]:
    """Return what a message shows of its file, even if the media is deleted later."""
    return {
        "size": media.number("size"),
        "content_type": media.text("content_type"),
        "filename": media.text("filename"),
    }
