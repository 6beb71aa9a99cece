"""What `ringback doctor` tries, and what it concludes."""
