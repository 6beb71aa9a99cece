"""Values that the API knows: SIDs, dates, durations, addresses, faults.

Imports no other package of the model.
"""
