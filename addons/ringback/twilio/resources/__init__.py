"""The resources of the API that the fake has: a table and a test for each."""
