"""The process of a test run's proxy."""
