"""When Python's garbage collector runs: not while mitmproxy is imported, and over less afterwards.

`pause` is called before the imports and `resume` once the proxy listens. In between nothing that
is made is garbage, and a collector that is on would search all of it again and again.
"""

import gc


def pause() -> None:
    """Switch the collector off until `resume`."""
    gc.disable()


def resume() -> None:
    """Switch the collector on, and exempt every object that exists by now.

    What is garbage by now is kept as well: a search for it would take longer than the start itself.
    """
    gc.freeze()
    gc.enable()


def release() -> None:
    """Stop exempting objects; otherwise each restart of a proxy in one process would leak."""
    gc.unfreeze()
