"""What a conversation's participants, messages and webhooks have in common."""

from ringback.twilio.schema import conversation_state as states
from ringback.twilio.schema.hooks import Behaviour, Write
from ringback.twilio.values.faults import Fault


class ConversationPart(Behaviour):
    """Nothing in a conversation can be written once it is closed.

    Seen live for messages; that it holds for participants and webhooks, and for deletes, is
    INFERRED.
    """

    def refuse_write(self, write: Write) -> Fault | None:
        """Refuse any write to a part of a closed conversation."""
        return states.refuse_write(write.parent, write.scene.now)
