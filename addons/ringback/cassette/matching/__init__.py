"""Find the recording that answers a request, or explain why none does.

May import `format`, `redaction` and `model`.
"""
