"""The control API: sessions, exchanges, clocks and faults over HTTP, for every language."""
