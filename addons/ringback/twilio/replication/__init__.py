"""Rows of a database for the records of the model, and back; knows no database."""
