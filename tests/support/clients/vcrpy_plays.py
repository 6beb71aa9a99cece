"""Plays a cassette by vcrpy itself: CASSETTE NAME=VALUE..., with Twilio's own client.

Nothing but the cassette can answer: what it lacks is vcrpy's error.
"""

import runpy
import sys
from pathlib import Path

import vcr

cassette = sys.argv.pop(1)
with vcr.use_cassette(cassette, record_mode="none", allow_playback_repeats=False) as tape:
    runpy.run_path(str(Path(__file__).with_name("with_twilio.py")), run_name="__main__")
    assert tape.all_played, "something in the cassette was not asked for"
