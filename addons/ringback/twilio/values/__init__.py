"""Values of the API: SIDs, dates, durations, addresses and faults.

Imports no other package of the model.
"""
