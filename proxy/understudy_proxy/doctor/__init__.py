"""What `understudy doctor` tries, and what it concludes."""
