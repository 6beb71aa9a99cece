"""What a conversation's participants, messages and webhooks have in common."""

from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.hooks import ResourceHooks, Write
from ringback.twilio.values.faults import Fault


class ChildHooks(ResourceHooks):
    """Nothing in a conversation can be written once it is closed.

    Seen live for messages; that it holds for participants and webhooks, and for deletes, is
    INFERRED.
    """

    def refuse_write(self, write: Write) -> Fault | None:
        """Refuse any write to a part of a closed conversation."""
        return conversation_state.refuse_write(write.parent, write.context.now)
