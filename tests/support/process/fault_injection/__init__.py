"""Faults that are injected into the product from outside, so that it needs no back door."""

import os
from pathlib import Path


def inject_faults(*faults: str) -> dict[str, str]:
    """Return the environment in which functions are replaced in Python programs.

    A fault is an effect and a function, such as `raise package.module:Class.name`. The effects are
    `raise` a RuntimeError, `pass-through` a method's first argument, or return `nothing`.
    """
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "INJECTED_FAULTS": ";".join(faults)}
