"""Ringback for test suites without pytest, and for scripts: a `with` statement."""

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from ringback_proxy.testing import serve_arguments
from ringback_proxy.testing.fixture import Ringback
from ringback_proxy.testing.ipc.messages import Open, RecordMode
from ringback_proxy.testing.ipc.process import ProxyProcess
from ringback_proxy.testing.process_env.environment import dummies, pointed
from ringback_proxy.testing.serve_arguments import Named

_numbers = itertools.count(1)


@contextmanager
def serve(
    mode: Literal["fake", "replay"] | None = None,
    cassette: Named | Sequence[Named] | None = None,
    *,
    record_mode: RecordMode = "none",
    upstream: str | None = None,
    upstream_ca: str | os.PathLike[str] | None = None,
    confdir: str | os.PathLike[str] | None = None,
    block_network: bool = False,
    **settings: Any,
) -> Iterator[Ringback]:
    """Fake or replay while the block lasts, with this process's environment pointed at the proxy.

    `record_mode` says what replay may write: "none" nothing, "once" a cassette that is missing,
    "new_episodes" what a cassette lacks, "all" everything anew; a take is put in place where the
    block ended without an exception. `settings` are the options of the command line, with
    underscores: `seed=7`, `match_on="method,path"`. Naming a cassette implies replay; of several
    the first is recorded to. Raises UsageError, CassetteError and CertificateError (as
    RingbackError); with `strict=True`, AssertionError at the end for misses and for recordings
    that were never played.
    """
    part = serve_arguments.part(mode, cassette, record_mode, upstream, settings)
    ca = None if upstream_ca is None else Path(upstream_ca).absolute()
    folder = None if confdir is None else Path(confdir)
    process = ProxyProcess(Open(folder, ca, block_network=block_network))
    name = f"serve-{next(_numbers)}"
    try:
        ringback = Ringback(process, name, part)
        with pointed(process.facts, name, dummies(part)):
            try:
                yield ringback
            except BaseException:
                ringback.end(well=False)
                raise
            ringback.end(well=True).check(strict=part.strict)
    finally:
        process.close()
