"""The pytest plugin: options, marker, fixtures and reports. Imports `testing` and below."""
