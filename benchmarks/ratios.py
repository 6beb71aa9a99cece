"""Ratios of figures that were measured by turns."""

import statistics


def compare(theirs: list[float], ours: list[float]) -> str:
    """Return the median ratio of neighboring turns, and its spread."""
    ratios = [our / their for their, our in zip(theirs, ours, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
