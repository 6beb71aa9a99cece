"""What a test is told of a call that its proxy has refused, or has failed at."""

from ringback.errors import RingbackError, UsageError

# The command line's options, as a test run has them.
_OPTION_NAMES = {
    "--confdir": "RINGBACK_CONFDIR, or serve(confdir=...)",
    "--upstream-ca": "--ringback-upstream-ca, or serve(upstream_ca=...)",
}


def make_usage_error(reason: str) -> UsageError:
    """Return the error for a mistake of the user's."""
    return UsageError(rename_options(reason))


def make_failure(details: str) -> RingbackError:
    """Return the error for a failure of the proxy's; the details are its traceback."""
    return RingbackError(f"the proxy failed; this is a bug in Ringback:\n{details}")


def rename_options(reason: str) -> str:
    """Replace the command line's options in a message by what a test run has for them."""
    for option, name in _OPTION_NAMES.items():
        reason = reason.replace(f" {option}", f" {name}")
    return reason
