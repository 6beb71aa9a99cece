"""Records a cassette with vcrpy: CASSETTE NAME=VALUE..., and requests."""

import runpy
import sys
from pathlib import Path

import vcr

cassette = sys.argv.pop(1)
with vcr.use_cassette(cassette, record_mode="new_episodes"):
    runpy.run_path(str(Path(__file__).with_name("with_requests.py")), run_name="__main__")
