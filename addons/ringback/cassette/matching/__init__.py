"""Finding the recording that answers a request, and explaining why there is none.

May import `format`, `redaction` and `model`.
"""
