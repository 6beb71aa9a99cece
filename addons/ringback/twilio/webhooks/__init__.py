"""What Twilio tells the application: events, their parameters and targets, inbound messages.

May import `routing` and below. Nothing here calls anybody: what is to be sent is returned.
"""
