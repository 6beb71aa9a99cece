"""The behavior that a conversation's participants and messages share."""

from ringback.twilio.schema import conversation_state
from ringback.twilio.schema.behavior import ResourceBehavior, Write
from ringback.twilio.values.faults import Fault


class ChildBehavior(ResourceBehavior):
    """Refuses any write in a conversation that is closed or initializing.

    For messages, the first was seen live (fidelity: closed-conversation) and the second is in the
    dictionary. INFERRED (fidelity: closed-children): both for participants, and for deletes.
    """

    def refuse_write(self, write: Write) -> Fault | None:
        """Return the fault of a write in a conversation that is closed or initializing, or None."""
        context = write.context
        return conversation_state.refuse_write(write.parent, context.now, context.notes)
