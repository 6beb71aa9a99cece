"""Makes the comparison of requests that settings ask for."""

from ringback.cassette.matching.request_matching import Matching
from ringback.settings.shared import CassetteSettings


def make_matching(settings: CassetteSettings) -> Matching:
    """Return what compares requests; raises UsageError for the name of an unknown matcher."""
    return Matching(settings.match_on, frozenset(settings.ignore_field))
