"""What stands in for Twilio and for networks around it, independent of Ringback's code."""
