"""The behavior that a conversation's participants, messages and webhooks share."""

from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.behavior import ResourceBehavior, Write
from ringback.twilio.values.faults import Fault


class ChildBehavior(ResourceBehavior):
    """Refuses any write in a closed conversation.

    This was seen live (fidelity: closed-conversation) for messages, and is INFERRED
    (fidelity: closed-children) for participants and webhooks, and for deletes.
    """

    def refuse_write(self, write: Write) -> Fault | None:
        """Return the fault of a write in a closed conversation, or None."""
        return conversation_state.refuse_write(write.parent, write.context.now)
