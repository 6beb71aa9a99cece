"""Plays a cassette with vcrpy: CASSETTE NAME=VALUE..., and Twilio's own client.

A request that is not in the cassette raises vcrpy's error.
"""

import runpy
import sys
from pathlib import Path

import vcr

cassette = sys.argv.pop(1)
with vcr.use_cassette(cassette, record_mode="none", allow_playback_repeats=False) as played:
    runpy.run_path(str(Path(__file__).with_name("with_twilio.py")), run_name="__main__")
    assert played.all_played, "a recording was not played"
