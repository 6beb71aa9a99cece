"""How a request gets its answer: one small class a mode, in a file of its own."""
