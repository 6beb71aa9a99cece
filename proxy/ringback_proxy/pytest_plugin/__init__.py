"""The pytest plugin: options, markers, the fixture and reports. May import `testing` and below."""
