"""The rules of TensorFlow Playground's datasets, one point after another.

All random numbers of one kind are drawn before those of the next, as ours are.
Classes are 1 and -1 there, 1 and 0 here.
"""

import math
from typing import Any

Points = tuple[list[list[float]], list[list[float]]]
PEAKS = [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1)]
PEAKS += [(-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)]


def uniform(rng: Any, low: float, high: float) -> float:
    return low + (high - low) * rng.random_sample()


def moved(rng: Any, points: list[list[float]], reach: float, noise: float) -> Any:
    """Move each coordinate by noise of up to `reach`."""
    return [[c + noise * uniform(rng, -reach, reach) for c in p] for p in points]


def circle(rng: Any, samples: int, noise: float) -> Points:
    rings = [(0, 2.5) if i % 2 == 0 else (3.5, 5) for i in range(samples)]
    radii = [uniform(rng, *ring) for ring in rings]
    angles = [uniform(rng, 0, 2 * math.pi) for _ in radii]
    points = [
        [r * math.sin(a), r * math.cos(a)] for r, a in zip(radii, angles, strict=True)
    ]
    judged = moved(rng, points, 5, noise)
    return points, [[1 if math.dist(p, (0, 0)) < 2.5 else 0] for p in judged]


def xor(rng: Any, samples: int, noise: float) -> Points:
    points = [[uniform(rng, -5, 5) for _ in "xy"] for _ in range(samples)]
    points = [[c + 0.3 if c > 0 else c - 0.3 for c in p] for p in points]
    return points, [[1 if x * y >= 0 else 0] for x, y in moved(rng, points, 5, noise)]


def gauss(rng: Any, samples: int, noise: float) -> Points:
    variance = 0.5 + (4 - 0.5) * noise / 0.5
    x, y = [], []
    for i in range(samples):
        center = 2 if i % 2 == 0 else -2
        drawn = [rng.standard_normal() for _ in "xy"]
        x.append([center + math.sqrt(variance) * d for d in drawn])
        y.append([1 if i % 2 == 0 else 0])
    return x, y


def spiral(rng: Any, samples: int, noise: float) -> Points:
    x, y = [], []
    for i in range(samples):
        share = (i // 2) / (samples / 2)
        t = 1.75 * share * 2 * math.pi + (0 if i % 2 == 0 else math.pi)
        x.append([5 * share * math.sin(t), 5 * share * math.cos(t)])
        y.append([1 if i % 2 == 0 else 0])
    return moved(rng, x, 1, noise), y


def plane(rng: Any, samples: int, noise: float) -> Points:
    points = [[uniform(rng, -6, 6) for _ in "xy"] for _ in range(samples)]
    return points, [[(x + y) / 10] for x, y in moved(rng, points, 6, noise)]


def gaussian(rng: Any, samples: int, noise: float) -> Points:
    points = [[uniform(rng, -6, 6) for _ in "xy"] for _ in range(samples)]
    return points, [[highest(p)] for p in moved(rng, points, 6, noise)]


def highest(point: list[float]) -> float:
    """Find the label that is largest, up or down."""
    label = 0.0
    for x, y, sign in PEAKS:
        near = min(1.0, max(0.0, 1 - math.dist(point, (x, y)) / 2))
        if near > abs(label):
            label = sign * near
    return label
