"""The names that settings accept as values. Imports nothing, for the pytest plugin loads it."""

from typing import Literal

ModeName = Literal["fake", "replay", "record", "inspect"]
OfflineModeName = Literal["fake", "replay"]
OnMissName = Literal["refuse", "fake"]
ValidationName = Literal["strict", "warn"]
# vcrpy's record modes; `ringback record` lacks `none`, which is `ringback replay`.
RecordModeName = Literal["new_episodes", "once", "all"]
VcrRecordModeName = Literal["none", "once", "new_episodes", "all"]
