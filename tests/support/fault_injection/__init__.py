"""Faults put into the product from outside, so that no back door is needed in it."""

import os
from pathlib import Path


def inject_faults(*orders: str) -> dict[str, str]:
    """Return the environment in which functions do something else.

    An order is a deed and a function: `raise package.module:Class.name`. `pass-through` gives
    back a method's first argument, `nothing` gives None.
    """
    path = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
    return {"PYTHONPATH": path, "INJECTED_FAULTS": ";".join(orders)}
