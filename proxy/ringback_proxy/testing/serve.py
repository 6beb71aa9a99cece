"""Ringback without pytest, for other test runners and scripts: a `with` statement."""

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from ringback.settings.names import VcrRecordModeName
from ringback_proxy.testing import serve_arguments
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.ipc.start import Start
from ringback_proxy.testing.process_env.environment import point_at_proxy
from ringback_proxy.testing.process_env.twilio_credentials import choose_credentials
from ringback_proxy.testing.serve_arguments import CassettePath

_numbers = itertools.count(1)


@contextmanager
def serve(
    mode: Literal["fake", "replay"] | None = None,
    cassette: CassettePath | Sequence[CassettePath] | None = None,
    *,
    record_mode: VcrRecordModeName = "none",
    upstream: str | None = None,
    upstream_ca: str | os.PathLike[str] | None = None,
    confdir: str | os.PathLike[str] | None = None,
    block_network: bool = False,
    **settings: Any,
) -> Iterator[Ringback]:
    """Fake or replay Twilio's Conversations API while the `with` block runs.

    The environment of this process, and of programs that it starts, points at the proxy until the
    block ends.

    Args:
        mode: "fake" or "replay"; by default replay if a cassette is given, else fake.
        cassette: the path of a cassette, or a list of paths of which the first is recorded to.
            With mode="fake", Twilio's other hosts are answered from it.
        record_mode: what replay may write: "none" nothing, "once" a missing cassette,
            "new_episodes" interactions that the cassette lacks, "all" a new cassette. A cassette
            is created or replaced only if the block ends without an exception.
        upstream: the URL to record from, instead of the real API.
        upstream_ca: a PEM file of the only CAs to trust for the upstream.
        confdir: the folder of the certificate authority, instead of the user's own.
        block_network: refuse every host but Twilio's at the proxy.
        **settings: options of the command line, with underscores: `seed=7`,
            `match_on="method,path"`.

    Yields:
        What the fixture `ringback` is in a test: requests, assertions, state and clock.

    Raises:
        UsageError: an argument is not accepted.
        RingbackError: a cassette or the certificate authority cannot be used, or the proxy
            cannot start; UsageError is one, too.
        AssertionError: at the end, with `strict=True`, if a request missed or had a parameter
            that the API does not have, or a recording was never played.

    """
    spec = serve_arguments.build_spec(mode, cassette, record_mode, upstream, settings)
    ca = None if upstream_ca is None else Path(upstream_ca).absolute()
    folder = None if confdir is None else Path(confdir)
    process = ProxyProcess(Start(folder, ca, block_network=block_network))
    name = f"serve-{next(_numbers)}"
    try:
        ringback = Ringback(process, name, spec)
        with point_at_proxy(process.info, name, choose_credentials(spec)):
            try:
                yield ringback
            except BaseException:  # a test's failure, its skip and Ctrl-C alike
                ringback.end(ended_well=False)
                raise
            ringback.end(ended_well=True).check(strict=spec.strict)
    finally:
        process.close()
