"""Ask again for what cassettes hold, of the fake or of Twilio, and compare the replies."""
