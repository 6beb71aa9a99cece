"""What is printed: exchanges, the banner, the summary, log messages."""
