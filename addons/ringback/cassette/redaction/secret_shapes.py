"""Secrets that are recognized by their shape, whatever their name is.

Only shapes that nothing else has: JSON Web Tokens, private keys in PEM, and the tokens of services
that mark them with a prefix for scanners to find.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from ringback.sliced_search import SlicedPattern


class _Shape(NamedTuple):
    """What a shape begins with, what follows, and what is in every text that it is in."""

    beginning: str
    rest: str
    mark: str


_KEY = r"(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_SHAPES = (
    _Shape(
        r"-----BEGIN ",
        rf"{_KEY}(?:[^-]++|-(?!----END {_KEY}))*+(?:-----END {_KEY}|\Z)",
        "-----BEGIN ",
    ),
    _Shape(r"gh[opsur]_", r"[A-Za-z0-9]{36,}", "gh"),
    _Shape(r"github_pat_", r"\w{40,}", "github_pat_"),
    _Shape(r"gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-", r"[\w-]{20,}", "gl"),
    _Shape(r"GR1348941", r"[\w-]{20}", "GR1348941"),
    _Shape(r"xox[a-z]-", r"[\w-]{10,}", "xox"),
    _Shape(r"rk_(?:live|prod|test)_", r"[A-Za-z0-9]{16,}", "rk_"),
    _Shape(r"sk_(?:live|prod|test)_", r"[A-Za-z0-9]{16,}", "sk_"),
    _Shape(r"AIza", r"[\w-]{35}(?![\w-])", "AIza"),
    _Shape(r"SG\.", r"[\w-]{22}\.[\w-]{43}(?![\w-])", "SG."),
    _Shape(r"npm_", r"[A-Za-z0-9]{36}(?![A-Za-z0-9])", "npm_"),
    _Shape(r"A[BKS]IA", r"[A-Z2-7]{16}(?![A-Za-z0-9])", "IA"),
    _Shape(r"ACCA", r"[A-Z2-7]{16}(?![A-Za-z0-9])", "ACCA"),
    _Shape(r"ABSK", r"[A-Za-z0-9+/]{109,}={0,2}", "ABSK"),
    _Shape(r"LTAI", r"[A-Za-z0-9]{20}(?![A-Za-z0-9])", "LTAI"),
    _Shape(r"sk-(?:admin|ant|proj|svcacct)-", r"[\w-]{20,}", "sk-"),
    _Shape(r"pplx-", r"[A-Za-z0-9]{48}", "pplx-"),
    _Shape(r"hf_", r"[A-Za-z]{34}(?![A-Za-z0-9])", "hf_"),
    _Shape(r"api_org_", r"[A-Za-z]{34}(?![A-Za-z0-9])", "api_org_"),
    _Shape(r"do[opr]_v1_", r"[a-f0-9]{64}", "_v1_"),
    _Shape(r"dapi", r"[a-f0-9]{32}(?![A-Za-z0-9])", "dapi"),
    _Shape(r"dp\.(?:ct|pt|st)\.", r"[A-Za-z0-9.]{40,}", "dp."),
    _Shape(r"dt0c01\.", r"[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}", "dt0c01."),
    _Shape(r"pypi-AgE", r"[\w-]{50,}", "pypi-AgE"),
    _Shape(r"shp(?:at|ca|pa|ss)_", r"[A-Fa-f0-9]{32}", "shp"),
    _Shape(r"hv[bs]\.", r"[\w-]{24,}", "hv"),
    _Shape(r"glsa_", r"[A-Za-z0-9]{32}\w*", "glsa_"),
    _Shape(r"glc_", r"[A-Za-z0-9+/]{32,}={0,3}", "glc_"),
    _Shape(r"HRKU-AA", r"[\w-]{58}", "HRKU-AA"),
    _Shape(r"ntn_", r"[0-9]{11}[A-Za-z0-9]{35}", "ntn_"),
    _Shape(r"ops_eyJ", r"[A-Za-z0-9+/]{250,}={0,3}", "ops_"),
    _Shape(r"PMAK-", r"[a-f0-9]{24}-[a-f0-9]{34}", "PMAK-"),
    _Shape(r"pscale_(?:oauth|pw|tkn)_", r"[\w=.-]{32,}", "pscale_"),
    _Shape(r"pul-", r"[a-f0-9]{40}(?![A-Za-z0-9])", "pul-"),
    _Shape(r"rubygems_", r"[a-f0-9]{48}", "rubygems_"),
    _Shape(r"sha256~", r"[\w-]{43}(?![\w-])", "sha256~"),
    _Shape(r"shippo_(?:live|test)_", r"[a-fA-F0-9]{40}", "shippo_"),
    _Shape(r"sntryu_", r"[a-f0-9]{64}", "sntryu_"),
    _Shape(r"sntrys_", r"[\w+/=]{80,}", "sntrys_"),
    _Shape(r"sq0[a-z]{3}-", r"[\w-]{22,}", "sq0"),
    _Shape(r"xkeysib-", r"[a-f0-9]{64}-[A-Za-z0-9]{16}", "xkeysib-"),
    _Shape(
        r"hooks\.slack\.com/",
        r"(?:services|triggers|workflows)/[A-Za-z0-9+/]{43,}",
        "hooks.slack",
    ),
    _Shape(r"webhook\.office\.com/", r"webhookb2/[\w@/.-]{60,}", "webhook.office"),
    _Shape(r"xapp-", r"[\w-]{20,}", "xapp-"),
    _Shape(r"AGE-SECRET-KEY-1", r"[A-Z0-9]{58}", "AGE-SECRET-KEY-1"),
    _Shape(r"ATATT3", r"[\w=-]{50,}", "ATATT3"),
    _Shape(r"lin_api_", r"[A-Za-z0-9]{40}", "lin_api_"),
)
_JWT = "eyJ"
_ANY_BEGINNING = "|".join((_JWT, *(shape.beginning for shape in _SHAPES)))
# Quicker than to look for each mark where there is none, as in nearly every text.
_BEGINNINGS = SlicedPattern(_ANY_BEGINNING, start=_ANY_BEGINNING)
# With what only begins like a token: else each place in it would be tried up to its end.
_JSON_WEB_TOKEN = SlicedPattern(
    r"(?<![A-Za-z0-9])eyJ[\w-]{8,}+"
    r"(\.(?:eyJ[\w-]{8,}\.[\w-]*|[\w-]*\.[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}))?",
    start=_JWT,
    flags=re.ASCII,
)


def find_beginnings(text: str) -> tuple[str, ...]:
    """Return the patterns of what the shapes begin with that may be in a text."""
    if not _BEGINNINGS.search(text):
        return ()
    found = tuple(shape.beginning for shape in _SHAPES if shape.mark in text)
    return (_JWT, *found) if _JWT in text else found


def replace_shapes(text: str, replacement: str) -> str:
    """Return a text with everything that has the shape of a secret replaced."""
    if not _BEGINNINGS.search(text):
        return text
    if _JWT in text:
        text = _JSON_WEB_TOKEN.sub(lambda token: replacement if token[1] else token[0], text)
    # Trying all shapes at every character takes half a second for a megabyte; few of them occur.
    occurring = tuple(shape for shape in _SHAPES if shape.mark in text)
    return _compile_shapes(occurring).sub(lambda _: replacement, text) if occurring else text


@lru_cache(maxsize=256)
def _compile_shapes(shapes: tuple[_Shape, ...]) -> SlicedPattern:
    whole = (rf"(?<![A-Za-z0-9]){shape.beginning}{shape.rest}" for shape in shapes)
    start = "|".join(shape.beginning for shape in shapes)
    return SlicedPattern("|".join(whole), start, re.ASCII)
