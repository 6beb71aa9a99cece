"""Importing mitmproxy without its forty addons: they are most of the time until the first answer.

`mitmproxy.addons` imports every addon that mitmproxy's own tools load. Here the package gets its
path, so that single addons can be imported from it, and its body waits until it is wanted.
"""

import importlib.util
import sys
import warnings

_PACKAGE = "mitmproxy.addons"


def defer_addons() -> None:
    """Put off the body of `mitmproxy.addons`; call it before anything else of mitmproxy's."""
    if _PACKAGE in sys.modules:
        return
    # What mitmproxy's dependencies do on import is deprecated here and there; with `-W error` that
    # would end us, and it is not the user's to mend.
    warnings.simplefilter("ignore", DeprecationWarning)
    import mitmproxy

    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.loader is None:
        return
    package = importlib.util.module_from_spec(spec)
    sys.modules[_PACKAGE] = package
    mitmproxy.addons = package  # type: ignore[attr-defined]


def complete_addons() -> None:
    """Run the body that was put off, for what needs all addons: mitmproxy's web interface."""
    package = sys.modules.get(_PACKAGE)
    if package is not None and not hasattr(package, "default_addons"):
        spec = package.__spec__
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module(package)
