"""The documents, and what is known of the installed packages."""
