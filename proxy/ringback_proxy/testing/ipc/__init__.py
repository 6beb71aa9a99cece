"""The test process's line to its proxy: the process, and its control API."""
