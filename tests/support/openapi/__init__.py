"""Twilio's official OpenAPI description as a judge of the fake, independent of its tables."""
