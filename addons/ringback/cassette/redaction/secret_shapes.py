"""Secrets that are recognized by their shape, whatever their name is.

Only shapes that nothing else has: JSON Web Tokens, private keys in PEM, and the tokens of services
that mark them with a prefix for scanners to find.
"""

import re
from functools import lru_cache

# What every shape begins with, in the order of the shapes.
BEGINNINGS = (
    r"eyJ", r"-----BEGIN ", r"gh[opsur]_", r"github_pat_", r"glpat-", r"xox[a-z]-",
    r"[rs]k_(?:live|prod|test)_", r"AIza", r"SG\.", r"npm_", r"A[KS]IA", r"sk-ant-", r"sk-proj-",
    r"hf_", r"dop_v1_", r"pypi-AgE", r"shp(?:at|ca|pa|ss)_", r"hv[bs]\.", r"glsa_", r"xapp-",
    r"AGE-SECRET-KEY-1", r"ATATT3", r"lin_api_",
)  # fmt: skip
_KEY = r"(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_REST = (
    r"[\w-]{8,}\.(?:eyJ[\w-]{8,}\.[\w-]*|[\w-]*\.[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})",
    rf"{_KEY}(?s:.*?)(?:-----END {_KEY}|\Z)",
    r"[A-Za-z0-9]{36,}", r"\w{40,}", r"[\w-]{20,}", r"[\w-]{10,}", r"[A-Za-z0-9]{16,}",
    r"[\w-]{35}(?![\w-])", r"[\w-]{22}\.[\w-]{43}(?![\w-])", r"[A-Za-z0-9]{36}(?![A-Za-z0-9])",
    r"[A-Z2-7]{16}(?![A-Za-z0-9])", r"[\w-]{20,}", r"[\w-]{20,}", r"[A-Za-z]{34}(?![A-Za-z0-9])",
    r"[a-f0-9]{64}", r"[\w-]{50,}", r"[A-Fa-f0-9]{32}", r"[\w-]{24,}", r"[A-Za-z0-9]{32}\w*",
    r"[\w-]{20,}", r"[A-Z0-9]{58}", r"[\w=-]{50,}", r"[A-Za-z0-9]{40}",
)  # fmt: skip
# What is in every text that a beginning is in, in the same order.
_MARKS = (
    "eyJ", "-----BEGIN ", "gh", "github_pat_", "glpat-", "xox", "k_", "AIza", "SG.", "npm_", "IA",
    "sk-ant-", "sk-proj-", "hf_", "dop_v1_", "pypi-AgE", "shp", "hv", "glsa_", "xapp-",
    "AGE-SECRET-KEY-1", "ATATT3", "lin_api_",
)  # fmt: skip


def replace_shapes(text: str, replacement: str) -> str:
    """Return a text with everything that has the shape of a secret replaced."""
    # Trying all shapes at every character takes half a second for a megabyte; few of them occur.
    occurring = tuple(number for number, mark in enumerate(_MARKS) if mark in text)
    return _compile_shapes(occurring).sub(replacement, text) if occurring else text


@lru_cache(maxsize=256)
def _compile_shapes(numbers: tuple[int, ...]) -> re.Pattern[str]:
    shapes = (rf"(?<![A-Za-z0-9]){BEGINNINGS[number]}{_REST[number]}" for number in numbers)
    return re.compile("|".join(shapes), re.ASCII)
