"""The network against its peers and against the bare matrix products: ``make bench``."""
