"""Random numbers: one stream for each use, so that no use disturbs another."""

import hashlib

import numpy as np


def stream(seed: int, key: str, step: int = 0) -> np.random.Generator:
    """Begin the stream `key` of a seed at its part for `step`.

    A counter-based generator (Philox; Salmon et al., 2011) is keyed by the SHA-256 of
    seed and key, and its counter begins at the step: nothing must be remembered to
    draw the same numbers again.
    """
    digest = hashlib.sha256(f"{seed}/{key}".encode()).digest()
    key_bits = int.from_bytes(digest[:16], "little")
    return np.random.Generator(np.random.Philox(key=key_bits, counter=step << 64))
