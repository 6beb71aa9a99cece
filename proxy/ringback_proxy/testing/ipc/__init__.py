"""The line between a test process and its proxy."""
