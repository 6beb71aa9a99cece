"""`ringback init`: write the files with which a project begins to use Ringback."""
