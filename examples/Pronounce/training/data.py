"""The CMU Pronouncing Dictionary: reading, splitting by headword, batches of like lengths."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PAD, END, UNKNOWN = 0, 1, 2
LETTERS = "'abcdefghijklmnopqrstuvwxyz"
PHONEMES = ("AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH").split()
TOKENS = ["<pad>", "</s>", "<unk>", *LETTERS, *PHONEMES]
IDS = {token: index for index, token in enumerate(TOKENS)}
_HELD_OUT_SHARES = {"test": 55, "validation": 10}  # of 1000, by hash
_LONGEST = 20  # letters or phonemes of a training word


@dataclass(frozen=True)
class Entry:
    """A headword in lower case and its pronunciations without stress, each listed once."""

    word: str
    pronunciations: tuple[tuple[str, ...], ...]

    @property
    def part(self) -> str:
        """"train", "validation" or "test". A possessive goes with its word: JOHN'S with JOHN, JAMES' with JAMES."""
        stem = re.sub(r"('s|')$", "", self.word)
        drawn = int.from_bytes(hashlib.sha256(stem.encode()).digest()[:8], "big") % 1000
        for name, share in _HELD_OUT_SHARES.items():
            if drawn < share:
                return name
            drawn -= share
        return "train"


def corpus_path(argument: str | None) -> Path:
    """cmudict.txt, from an argument or below the folder of test data."""
    if argument:
        return Path(argument)
    root = os.environ.get("TRANSFORMERS_TEST_DATA")
    if root is None:
        root = Path(__file__).resolve().parents[4] / "shared" / "data"
    return Path(root) / "corpora" / "cmudict.txt"


def load_entries(path: Path) -> dict[str, list[Entry]]:
    """The entries of each part. Headwords with digits, dots or hyphens are left out: they are not spelled as said."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        head, *phonemes = line.split()
        word = re.sub(r"\(\d+\)$", "", head).lower()
        phonemes = tuple(re.sub(r"\d$", "", phoneme) for phoneme in phonemes)
        if not phonemes or not set(phonemes) <= set(PHONEMES):
            raise ValueError(f"{path}:{number}: not a headword and phonemes: {line[:60]!r}")
        if set(word) <= set(LETTERS):
            found.setdefault(word, {})[phonemes] = None
    parts = {"train": [], "validation": [], "test": []}
    for word, pronunciations in found.items():
        entry = Entry(word, tuple(pronunciations))
        parts[entry.part].append(entry)
    return parts


def encode_word(word: str) -> list[int]:
    """Ids of the letters, then `</s>`."""
    return [*(IDS.get(letter, UNKNOWN) for letter in word.lower()), END]


def decode_phonemes(ids) -> tuple[str, ...]:
    """The phonemes of output ids; `<pad>` and `</s>` are left out."""
    return tuple(TOKENS[i] for i in ids if i not in (PAD, END))


class Batches:
    """Training batches without padding of the letters and with next to none of the phonemes."""

    def __init__(self, entries: list[Entry], tokens: int, seed: int):
        """`tokens` is the size of a batch: letters and phonemes together."""
        self._words = [(encode_word(e.word), [[*map(IDS.get, p), END] for p in e.pronunciations]) for e in entries
                       if len(e.word) <= _LONGEST and all(len(p) <= _LONGEST for p in e.pronunciations)]
        self._tokens, self._seed = tokens, seed

    def __len__(self) -> int:
        """Number of training words."""
        return len(self._words)

    def epoch(self, epoch: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Letters [words, length] and phonemes [words, length]: a pure function of seed and epoch.

        Every word occurs once, with one of its pronunciations.
        """
        rng = np.random.default_rng((self._seed, epoch))
        order, chances = rng.permutation(len(self._words)), rng.random(len(self._words))
        pairs = ((self._words[i][0], self._words[i][1][int(chances[i] * len(self._words[i][1]))]) for i in order)
        pairs = sorted(pairs, key=lambda pair: (len(pair[0]), len(pair[1])))
        batches, start = [], 0
        while start < len(pairs):
            letters = len(pairs[start][0])
            end, longest = start, 0
            while end < len(pairs) and len(pairs[end][0]) == letters:
                longest = max(longest, len(pairs[end][1]))
                if (end + 1 - start) * (letters + longest) > self._tokens and end > start:
                    break
                end += 1
            batches.append(_arrays(pairs[start:end]))
            start = end
        return [batches[i] for i in rng.permutation(len(batches))]


def _arrays(pairs) -> tuple[np.ndarray, np.ndarray]:
    phonemes = np.full((len(pairs), max(len(p) for _, p in pairs)), PAD, np.int64)
    for row, (_, ids) in enumerate(pairs):
        phonemes[row, :len(ids)] = ids
    return np.array([letters for letters, _ in pairs], np.int64), phonemes
