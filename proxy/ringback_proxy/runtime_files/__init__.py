"""Files of a running proxy: the ready-file and per-user folders."""
