"""Twilio's Conversations API as a model: pure values and tables, no network, disk or clock."""
