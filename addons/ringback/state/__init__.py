"""A state that lasts and is shared: sessions of the fake in a database, by `--state`.

The model stays in memory, as a copy of what the database holds. A request is decided in a
transaction: others' changes are applied, the model answers, and what it has changed is written. The
database has one transaction of a session after another, so no two proxies decide at once.
"""
