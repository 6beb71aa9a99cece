"""Make cassettes of what other programs have recorded, redacted on the way in."""
