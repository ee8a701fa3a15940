"""How many random examples a property is tried with: few and the same ones in the suite, many fresh ones in a fuzz."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

SUITE = 200
"""Examples a property in the suite; profiles scale from it."""

settings.register_profile("suite", derandomize=True, deadline=None, max_examples=SUITE)
settings.register_profile("mutants", derandomize=True, deadline=None, max_examples=SUITE // 4, database=None)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=SUITE * 5,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
settings.load_profile("suite")


def examples(count: int) -> settings:
    """That many examples in the suite, as many times more or fewer as the profile asks for elsewhere."""
    return settings(max_examples=max(1, count * settings().max_examples // SUITE))
