"""A fault put into the product from outside, so that no back door is needed in it."""

from pathlib import Path


def sabotage(where: str) -> dict[str, str]:
    """Give the environment in which a function, `package.module:Class.name`, always raises."""
    return {"PYTHONPATH": str(Path(__file__).parent), "SABOTAGE": where}
