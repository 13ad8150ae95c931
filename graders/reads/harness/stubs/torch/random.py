from . import get_rng_state, manual_seed, set_rng_state  # noqa: F401
