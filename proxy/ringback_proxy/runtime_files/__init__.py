"""Files of a running proxy: per-user folders, ready-files and the folder of a run."""
