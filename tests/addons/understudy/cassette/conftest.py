"""What the tests of cassettes share."""

from hypothesis import HealthCheck, settings

# Nothing is asserted about time, and the machine may be busy.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
