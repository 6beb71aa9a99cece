"""What becomes of a message outside of the chat: a receipt per recipient, and their summary."""
