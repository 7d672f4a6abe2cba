"""The yardstick: multinomial naive Bayes over character n-grams."""

import math
from collections import Counter

import numpy as np

from wordpiece import split_words


class NaiveBayes:
    """Character n-grams of 1 to `order` characters, counted over lower-cased text with word boundaries."""

    def __init__(self, texts: dict[str, list[str]], order: int, smoothing: float):
        self.order, self.labels = order, list(texts)
        counts = [Counter(gram for p in texts[label] for gram in self._grams(p)) for label in self.labels]
        self._rows = {gram: row for row, gram in enumerate(dict.fromkeys(g for c in counts for g in c))}
        self.nonzero = sum(map(len, counts))
        self.stored_bytes = sum(len(gram.encode()) + 1 for gram in self._rows) + 3 * self.nonzero
        self._table = np.empty((len(self._rows), len(counts)), np.float32)
        for column, grams in enumerate(counts):
            total = sum(grams.values()) + smoothing * len(self._rows)
            self._table[:, column] = math.log(smoothing / total)
            rows = [self._rows[gram] for gram in grams]
            self._table[rows, column] = np.log((np.fromiter(grams.values(), float) + smoothing) / total)

    def _grams(self, text: str):
        padded = f" {' '.join(split_words(text))} "
        for length in range(1, self.order + 1):
            for start in range(len(padded) - length + 1):
                yield padded[start:start + length]

    def classify(self, text: str) -> str:
        """The likeliest language; n-grams never seen in any language say nothing."""
        rows = [self._rows[gram] for gram in self._grams(text) if gram in self._rows]
        return self.labels[int(self._table[rows].sum(0).argmax())]
