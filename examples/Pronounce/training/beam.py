"""Beam search by the rules of Hugging Face's `generate`, for words of one length at a time."""

import math
from dataclasses import dataclass, field

import torch

from data import END, PAD
from model import T5


@dataclass
class _Hypotheses:
    """The best finished outputs of one word: (score, ids with start and end token), best first."""

    beams: int
    kept: list[tuple[float, list[int]]] = field(default_factory=list)
    open: bool = True

    def add(self, total: float, ids: list[int], penalty: float, end: list[int]) -> None:
        """Score a finished output by its length: with the start token, without the end token."""
        self.kept.append((total / len(ids) ** penalty, ids + end))
        self.kept.sort(key=lambda pair: -pair[0])
        del self.kept[self.beams:]

    def close_if_final(self, best: float, length: int, penalty: float) -> None:
        """Stop once no running beam can do better than the worst that is kept."""
        if len(self.kept) == self.beams and self.kept[-1][0] >= best / length ** penalty:
            self.open = False


@torch.no_grad()
def beam_search(model: T5, letters: torch.Tensor, beams: int, new_tokens: int, length_penalty: float = 1.0):
    """The hypotheses of each word of `letters` [words, length]: lists of (score, ids), best first."""
    words, vocabulary = len(letters), model.config.vocab_size
    source = model.encode(letters).view(words, letters.shape[1], -1)
    results = [_Hypotheses(beams) for _ in range(words)]
    live = list(range(words))
    ids = torch.full((words, beams, 1), PAD)
    totals = torch.full((words, beams), -math.inf)
    totals[:, 0] = 0
    for step in range(new_tokens):
        states = source[live].repeat_interleave(beams, 0).flatten(0, 1)
        logits = model.decode(states, ids.flatten(0, 1))[:, -1].view(len(live), beams, vocabulary)
        sums = (logits.log_softmax(-1) + totals[:, :, None]).flatten(1)
        best, places = sums.topk(2 * beams, 1)
        rows, next_totals = [], []
        for word, word_sums, word_places, sequences in zip(live, best.tolist(), places.tolist(), ids.tolist()):
            row = _advance(results[word], word_sums, word_places, sequences, beams, vocabulary, length_penalty)
            results[word].close_if_final(word_sums[0], step + 1, length_penalty)
            rows.append([sequence for _, sequence in row])
            next_totals.append([total for total, _ in row])
        ids, totals = torch.tensor(rows), torch.tensor(next_totals)
        going_on = [index for index, word in enumerate(live) if results[word].open]
        ids, totals, live = ids[going_on], totals[going_on], [live[index] for index in going_on]
        if not live:
            break
    for word, word_totals, sequences in zip(live, totals.tolist(), ids.tolist()):
        for total, sequence in zip(word_totals, sequences):
            results[word].add(total, sequence, length_penalty, [])
    return [result.kept for result in results]


def _advance(result: _Hypotheses, sums, places, sequences, beams: int, vocabulary: int, penalty: float):
    """Of the best 2K candidates: end tokens among the first K close a hypothesis, the first K others go on."""
    row = []
    for rank, (total, place) in enumerate(zip(sums, places)):
        sequence, token = sequences[place // vocabulary], place % vocabulary
        if token != END:
            row.append((total, [*sequence, token]))
        elif rank < beams:
            result.add(total, sequence, penalty, [END])
        if len(row) == beams:
            break
    return row
