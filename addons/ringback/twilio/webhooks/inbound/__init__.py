"""Messages from outside: which conversation they belong to, and what becomes of them there."""
