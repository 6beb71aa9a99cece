"""Requests that go to Twilio: recorded, compared with recordings, limited, and cleaned up after."""
