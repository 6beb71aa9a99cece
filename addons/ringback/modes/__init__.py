"""How a request gets its answer: each mode is one small class in a file of its own."""
