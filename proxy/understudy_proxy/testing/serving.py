"""Understudy for test suites without pytest, and for scripts: a `with` statement."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from understudy import parsing
from understudy.errors import UsageError
from understudy.settings import Settings
from understudy_proxy.testing import settings_given
from understudy_proxy.testing.messages import Open, Part, RecordMode
from understudy_proxy.testing.pointed import pointed
from understudy_proxy.testing.process import ProxyProcess
from understudy_proxy.testing.understudy import Understudy

_numbers = itertools.count(1)


@contextmanager
def serve(
    mode: Literal["fake", "replay"] = "fake",
    cassette: str | os.PathLike[str] | None = None,
    *,
    record_mode: RecordMode = "none",
    upstream: str | None = None,
    upstream_ca: str | os.PathLike[str] | None = None,
    confdir: str | os.PathLike[str] | None = None,
    block_network: bool = False,
    **settings: Any,
) -> Iterator[Understudy]:
    """Fake or replay while the block lasts, with this process's environment pointed at the proxy.

    `record_mode` says what replay may write: "none" nothing, "once" a cassette that is missing,
    "new_episodes" what a cassette lacks, "all" everything anew; a take is put in place where the
    block ended without an exception. `settings` are the options of the command line, with
    underscores: `seed=7`, `match_on="method,path"`. Naming a cassette implies replay. Raises
    UsageError, CassetteError and CertificateError (as UnderstudyError).
    """
    if cassette is not None:
        mode = "replay"
    elif mode == "replay":
        raise UsageError('replay needs a cassette; give one, such as cassette="support.yaml"')
    given = settings_given.of_mode(settings_given.parsed(settings), mode)
    if cassette is not None:
        given["cassette"] = (Path(cassette).absolute(),)
    if upstream is not None:
        given["upstream"] = parsing.upstream(upstream)
    part = Part(Settings(mode=mode, **given), record_mode, "serve()")
    ca = None if upstream_ca is None else Path(upstream_ca).absolute()
    folder = None if confdir is None else Path(confdir)
    process = ProxyProcess(Open(folder, ca, block_network=block_network))
    name = f"serve-{next(_numbers)}"
    try:
        understudy = Understudy(process, name, part)
        with pointed(process.facts, name, dummies=record_mode == "none"):
            try:
                yield understudy
            except BaseException:
                understudy.end(well=False)
                raise
            understudy.end(well=True)
    finally:
        process.close()
