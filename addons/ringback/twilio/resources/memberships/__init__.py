"""The conversations that a participant or a user is in: other views of participants."""
