"""Settings shared by all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

settings.register_profile(
    "lungang",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("lungang")

# Hypothesis also draws constants out of whatever modules are loaded, which depends on
# the tests that a parallel worker met before: the same tests would not see the same
# worlds twice.
providers._get_local_constants = lambda: providers._local_constants
