"""Replaces personal data by numbered stand-ins, and puts the caller's values back on replay."""
