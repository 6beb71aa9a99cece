"""What a cassette's size costs: python benchmarks/cassettes.py

One replayed request at the end of cassettes of growing size (redacted, found, the caller's account
restored), beside the look-ups of vcrpy, which matches on the body here too, and of mitmproxy's
server replay.

Loading 10,000 interactions beside vcrpy; the memory of 100,000; one append, synced, to a small
cassette and to a large one. No proxy is involved.
"""

# ruff: noqa: T201  (what a program prints is its answer)

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ringback.cassette.format.writer import render, render_header
from ringback.cassette.matching.request_matching import Matching
from ringback.cassette.model import Cassette, Interaction, Library, Recording
from ringback.cassette.redaction.redactor import Redactor
from ringback.cassette.storage.append_file import AppendFile
from ringback.cassette.storage.library import load_library
from ringback.http.messages import Headers, Request, Response, request_to
from ringback.modes.factories.replay import assemble_replay
from ringback.modes.replaying.replay import ReplayMode
from ringback.settings.table import ReplaySettings

URL = "https://conversations.twilio.com/v1/Conversations"
SIZES = (10, 1_000, 10_000, 100_000)
ROUNDS = 7

REQUEST_HEADERS = Headers(
    [
        ("User-Agent", "twilio-python/9.11.0 (Linux x86_64) Python/3.12.1"),
        ("X-Twilio-Client", "python-9.11.0"),
        ("Accept-Charset", "utf-8"),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Accept", "application/json"),
        ("Authorization", "Basic " + b64encode(f"AC{'a' * 32}:{'b' * 32}".encode()).decode()),
        ("Accept-Encoding", "gzip, deflate"),
    ]
)


def asked(number: int) -> Request:
    """Return the request of the nth interaction."""
    body = urlencode({"FriendlyName": f"Support {number}", "UniqueName": f"order-{number}"})
    return request_to("POST", URL, REQUEST_HEADERS, body.encode())


def answered(number: int) -> Response:
    """Return a reply as large as Twilio's are."""
    sid = f"CH{number:032x}"
    names = ("participants", "messages", "webhooks", "export")
    document = {
        "sid": sid,
        "account_sid": "AC" + "a" * 32,
        "chat_service_sid": "IS" + "7a" * 16,
        "friendly_name": f"Support {number}",
        "unique_name": f"order-{number}",
        "attributes": "{}",
        "date_created": "2026-03-02T14:08:01Z",
        "date_updated": "2026-03-02T14:08:01Z",
        "state": "active",
        "timers": {},
        "bindings": {},
        "url": f"{URL}/{sid}",
        "links": {name: f"{URL}/{sid}/{name.title()}" for name in names},
    }
    headers = [
        ("Content-Type", "application/json;charset=utf-8"),
        ("Date", "Mon, 02 Mar 2026 14:08:01 GMT"),
        ("Twilio-Request-Id", f"RQ{number:032x}"),
        ("Twilio-Request-Duration", "0.059"),
        ("Strict-Transport-Security", "max-age=31536000"),
        ("X-Api-Domain", "conversations.twilio.com"),
        ("X-Home-Region", "us1"),
    ]
    return Response(201, Headers(headers), json.dumps(document).encode(), "Created")


def interactions(size: int) -> list[Interaction]:
    """Return interactions as they are recorded."""
    redactor = Redactor()
    caller = redactor.key_accounts.find_caller(asked(0))
    return [
        Interaction(
            redactor.redact_request(asked(number)),
            redactor.redact_response(answered(number), caller),
        )
        for number in range(size)
    ]


def cost(operation: Callable[[], object], calls: int = 300, rounds: int = ROUNDS) -> float:
    """Return the best of some rounds, in microseconds a call."""
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        for _ in range(calls):
            operation()
        best = min(best, (time.perf_counter() - start) / calls)
    return best * 1_000_000


def seconds(operation: Callable[[], object]) -> float:
    """Return the seconds that an operation takes once."""
    gc.collect()
    start = time.perf_counter()
    operation()
    return time.perf_counter() - start


def replays() -> dict[int, float]:
    """Measure a replayed request at the end of each size; the sizes take turns."""
    modes = {size: replay_of(interactions(size)) for size in SIZES}
    gc.freeze()
    best = dict.fromkeys(SIZES, float("inf"))
    for _ in range(ROUNDS):
        for size, mode in modes.items():
            last = asked(size - 1)
            measured = cost(lambda mode=mode, last=last: mode.decide(last), rounds=1)  # type: ignore[misc]
            best[size] = min(best[size], measured)
    gc.unfreeze()
    return best


def replay_of(recorded: list[Interaction]) -> ReplayMode:
    """Return a mode that plays the interactions repeatedly."""
    recordings = tuple(
        Recording(one.request, one.response, Path("cassette.yaml"), index, index)
        for index, one in enumerate(recorded, 1)
    )
    library = Library((Cassette(Path("cassette.yaml"), recordings),))
    return ReplayMode(library, Matching(), Redactor(), allow_playback_repeats=True)


def vcrpy_replay(text: str, last: Request) -> float:
    """Measure vcrpy's look-up of the last request of a cassette."""
    from vcr.cassette import Cassette as VcrCassette
    from vcr.matchers import body, host, method, path, port, query, scheme
    from vcr.request import Request as VcrRequest

    match_on = (method, scheme, host, port, path, query, body)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "one.yaml"
        file.write_text(text)
        played = VcrCassette.load(path=str(file), match_on=match_on, allow_playback_repeats=True)
    headers = dict(last.headers)
    wanted = VcrRequest(last.method, last.url, last.body, headers)
    return cost(lambda: played.play_response(wanted), calls=3)


def mitmproxy_replay(recorded: list[Interaction]) -> float:
    """Measure mitmproxy's server replay of the last request of as many flows."""
    from mitmproxy.addons.serverplayback import ServerPlayback
    from mitmproxy.test import taddons, tflow

    def flow(interaction: Interaction) -> Any:
        found = tflow.tflow(resp=True)
        request = interaction.request
        found.request.method, found.request.host = request.method, request.host
        found.request.path, found.request.content = request.target, request.body
        return found

    playback = ServerPlayback()
    with taddons.context(playback) as context:
        context.configure(playback, server_replay_reuse=True)
        playback.load_flows([flow(one) for one in recorded])
        last = flow(recorded[-1])
        measured = cost(lambda: playback.next_flow(last))
        if not context.master.event_loop.is_closed():
            context.master.event_loop.close()
    return measured


def text_of(recorded: list[Interaction]) -> str:
    """Return a cassette's text."""
    return render_header() + "".join(map(render, recorded))


def loads(folder: Path, recorded: list[Interaction]) -> tuple[float, float]:
    """Measure loading with Ringback and with vcrpy."""
    import vcr.serialize
    from vcr.serializers import yamlserializer

    path = folder / "large.yaml"
    path.write_text(text_of(recorded))
    ours = seconds(lambda: load_library([path]))
    theirs = seconds(lambda: vcr.serialize.deserialize(path.read_text(), yamlserializer))
    return ours, theirs


def introduction_cost(folder: Path) -> float:
    """Measure the first request to `--on-miss fake`, in processor seconds: it reads all replies."""
    settings = ReplaySettings(cassette=(folder / "large.yaml",), on_miss="fake")
    mode = assemble_replay(settings).mode
    gc.collect()
    start = time.process_time()
    mode.decide(asked(0))
    return time.process_time() - start


def append_cost(folder: Path, size: int, one: Interaction) -> tuple[float, int]:
    """Measure an append after so many interactions, and the bytes that it writes."""
    path = folder / f"{size}.yaml"
    data = render(one).encode()
    path.write_bytes(render_header().encode() + data * size)
    file = AppendFile(Cassette(path, appendable=True, whole=path.stat().st_size))
    measured = cost(lambda: file.append(data), calls=50)
    file.close()
    return measured, len(data)


def memory(path: Path) -> float:
    """Measure the memory of a loaded cassette, in MB, as the difference of two processes."""
    program = (sys.executable, __file__, "--memory")
    sizes = [
        float(subprocess.run((*program, *more), capture_output=True, text=True, check=True).stdout)
        for more in ((), (str(path),))
    ]
    return sizes[1] - sizes[0]


def print_memory(paths: list[str]) -> None:
    """Load a cassette, if one is named, and print the memory of the process, in MB."""
    if paths:
        library = load_library(map(Path, paths))
        mode = ReplayMode(library, Matching(), Redactor())
        gc.collect()
        assert mode.unplayed()
    held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    print(held / 1_000_000)


def main() -> None:
    """Measure everything and print a table."""
    ours = replays()
    recorded = interactions(10_000)
    thousand = recorded[:1_000]
    vcrpy = vcrpy_replay(text_of(thousand), asked(999))
    mitmproxy = mitmproxy_replay(thousand)
    print("| what | figure | ratio |\n|---|---|---|")
    for size, measured in ours.items():
        ratio = f"{measured / ours[SIZES[0]]:.2f} of the first"
        print(f"| a replayed request at the end of {size:,} | {measured:,.0f} µs | {ratio} |")
    ratio = f"{vcrpy / ours[1_000]:,.0f} of Ringback's"
    print(f"| vcrpy's look-up at the end of 1,000 | {vcrpy:,.0f} µs | {ratio} |")
    ratio = f"{mitmproxy / ours[1_000]:.2f} of Ringback's"
    print(f"| mitmproxy's look-up at the end of 1,000 | {mitmproxy:,.0f} µs | {ratio} |")
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as name:
        folder = Path(name)
        loaded, theirs = loads(folder, recorded)
        print(f"| loading 10,000 | {loaded:.2f} s | {loaded / theirs:.2f} of vcrpy's |")
        print(f"| vcrpy loading the same | {theirs:.2f} s | |")
        introduced = introduction_cost(folder)
        ratio = f"{introduced / loaded:.2f} of loading"
        print(f"| introducing 10,000 to --on-miss fake | {introduced:.2f} s | {ratio} |")
        first, size = append_cost(folder, SIZES[0], recorded[0])
        last, _ = append_cost(folder, SIZES[-1], recorded[0])
        print(f"| an append at 10, {size:,} bytes | {first:,.0f} µs | |")
        print(f"| an append at 100,000, {size:,} bytes | {last:,.0f} µs | {last / first:.2f} |")
        large = folder / "100000.yaml"
        on_disk = large.stat().st_size / 1_000_000
        held = memory(large)
        ratio = f"{held / on_disk:.1f} of the {on_disk:,.0f} MB on disk"
        print(f"| memory with 100,000 | {held:,.0f} MB | {ratio} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        print_memory(sys.argv[2:])
    else:
        main()
