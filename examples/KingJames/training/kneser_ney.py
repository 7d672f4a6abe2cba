"""Interpolated Kneser-Ney n-grams over tokens: the yardstick."""

import math
from collections import Counter


class KneserNey:
    """Absolute discounting, with counts of different left neighbours below the highest order (Kneser and Ney 1995)."""

    def __init__(self, stream: list[int], order: int, vocabulary: int):
        self._order, self._uniform = order, 1 / vocabulary
        grams = Counter(zip(*(stream[start:] for start in range(order))))
        self._levels = []
        while order:
            self._levels.insert(0, _Level(grams))
            order -= 1
            grams = Counter(gram[1:] for gram in grams)  # once for each left neighbour

    @property
    def stored(self) -> int:
        """Number of n-grams of all orders."""
        return sum(len(level.counts) for level in self._levels)

    def losses(self, ids: list[int]) -> list[float]:
        """Nats of each token after the first, given those before it."""
        return [-math.log(self._probability(ids[max(0, end - self._order + 1):end], ids[end])) for end in range(1, len(ids))]

    def _probability(self, context: list[int], token: int) -> float:
        probability = self._uniform
        for length, level in enumerate(self._levels[:len(context) + 1]):
            probability = level.interpolate(tuple(context[len(context) - length:]), token, probability)
        return probability


class _Level:
    """The n-grams of one length."""

    def __init__(self, counts: Counter):
        self.counts = counts
        ones, twos = (sum(count == n for count in counts.values()) for n in (1, 2))
        self._discount = ones / (ones + 2 * twos)
        self._totals, self._kinds = Counter(), Counter()
        for gram, count in counts.items():
            self._totals[gram[:-1]] += count
            self._kinds[gram[:-1]] += 1

    def interpolate(self, context: tuple, token: int, shorter: float) -> float:
        """Probability after a context, from that after the context without its first token."""
        total = self._totals.get(context)
        if total is None:
            return shorter
        kept = max(0.0, self.counts.get((*context, token), 0) - self._discount)
        return (kept + self._discount * self._kinds[context] * shorter) / total
