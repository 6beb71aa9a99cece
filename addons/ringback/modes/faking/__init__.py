"""Answers that come from the model of the API, alone or together with cassettes."""
