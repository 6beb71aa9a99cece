"""Faults put into the product from outside, so that no back door is needed in it."""

from pathlib import Path


def sabotage(*orders: str) -> dict[str, str]:
    """Give the environment in which functions do something else.

    An order is a deed and a function: `raise package.module:Class.name`. `pass-through` gives
    back a method's first argument, `nothing` gives None.
    """
    return {"PYTHONPATH": str(Path(__file__).parent), "SABOTAGE": ";".join(orders)}
