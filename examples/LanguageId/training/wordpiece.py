"""BERT's tokenizer (normalizer, pre-tokenizer, WordPiece) and a trainer for its vocabulary.

Follows Hugging Face's `BertNormalizer(clean_text, handle_chinese_chars, lowercase,
strip_accents=False)`, `BertPreTokenizer` and `WordPiece` exactly; accents are kept because they
tell languages apart.
"""

import heapq
import random
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache

SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PAD, UNK, CLS, SEP, MASK = range(len(SPECIAL_TOKENS))
CONTINUATION = "##"
MAX_WORD_CHARACTERS = 100  # longer words become [UNK], as in Hugging Face

_HAN_RANGES = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)


@lru_cache(maxsize=None)
def is_han(character: str) -> bool:
    """Whether BERT treats the character as a word of its own."""
    return any(first <= ord(character) <= last for first, last in _HAN_RANGES)


@lru_cache(maxsize=None)
def is_punctuation(character: str) -> bool:
    """Unicode punctuation, and every ASCII sign that is neither letter nor digit."""
    if character.isascii():
        return character.isprintable() and not character.isalnum() and character != " "
    return unicodedata.category(character).startswith("P")


@lru_cache(maxsize=None)
def _normalized(character: str) -> str:
    """What one character becomes; lower-casing is per character (no final-sigma rule)."""
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if character == "\ufffd" or category.startswith("C"):
        return ""
    if category.startswith("Z"):
        return " "
    if is_han(character):
        return f" {character} "
    return character.lower()


def normalize(text: str) -> str:
    """Drop control characters, unify spaces, set Han characters apart, lower-case."""
    return "".join(map(_normalized, text))


def split_words(text: str) -> list[str]:
    """Words and single punctuation marks of a text, normalized."""
    words = []
    for chunk in normalize(text).split():
        start = 0
        for end, character in enumerate(chunk):
            if is_punctuation(character):
                if end > start:
                    words.append(chunk[start:end])
                words.append(character)
                start = end + 1
        if start < len(chunk):
            words.append(chunk[start:])
    return words


class WordPiece:
    """Greedy longest-match-first tokenizer over a vocabulary."""

    def __init__(self, tokens: list[str]):
        self.tokens = tokens
        self.ids = {token: index for index, token in enumerate(tokens)}
        self._longest = max(len(token) for token in tokens)

    @classmethod
    def load(cls, path) -> "WordPiece":
        """Read vocab.txt, one token a line."""
        return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def encode_word(self, word: str, dropout: float = 0.0, rng: random.Random | None = None) -> list[int]:
        """Token ids of one word.

        With `dropout`, each match longer than one character is passed over with that probability
        (MaxMatch-Dropout, Hiraoka 2022), which gives other valid cuts of the same word.
        """
        if len(word) > MAX_WORD_CHARACTERS:
            return [UNK]
        pieces, start = [], 0
        while start < len(word):
            prefix = CONTINUATION if start else ""
            for end in range(min(len(word), start + self._longest), start, -1):
                piece = self.ids.get(prefix + word[start:end])
                if piece is None or (dropout and end > start + 1 and rng.random() < dropout):
                    continue
                pieces.append(piece)
                start = end
                break
            else:
                return [UNK]
        return pieces

    def encode(self, text: str, max_length: int) -> list[int]:
        """`[CLS] text [SEP]`; a longer text loses its end so that `max_length` tokens remain."""
        pieces = [piece for word in split_words(text) for piece in self.encode_word(word)]
        return [CLS, *pieces[:max_length - 2], SEP]


def train_vocabulary(words: dict[str, float], alphabet: set[str], size: int, longest: int) -> list[str]:
    """Grow a vocabulary by merging the most frequent neighbouring pieces, as BPE does.

    `words` maps words to weights; every character of `alphabet` gets both forms (word start and
    continuation); no piece is longer than `longest` characters.
    """
    spelling = [[word[0], *(CONTINUATION + c for c in word[1:])] for word in words]
    weights = list(words.values())
    tokens = dict.fromkeys(SPECIAL_TOKENS)
    for character in sorted(alphabet):
        tokens[character] = None
        if not (is_han(character) or is_punctuation(character)):
            tokens[CONTINUATION + character] = None
    for pieces in spelling:
        tokens.update(dict.fromkeys(p for p in pieces if p.removeprefix(CONTINUATION) in alphabet))

    counts, places = Counter(), defaultdict(set)
    for index, pieces in enumerate(spelling):
        for pair in zip(pieces, pieces[1:]):
            counts[pair] += weights[index]
            places[pair].add(index)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    while len(tokens) < size and heap:
        count, pair = heapq.heappop(heap)
        if abs(counts[pair] + count) > 1e-9:  # stale entry: re-queue with the true count
            if counts[pair] > 1e-9:
                heapq.heappush(heap, (-counts[pair], pair))
            continue
        merged = pair[0] + pair[1].removeprefix(CONTINUATION)
        if len(merged.removeprefix(CONTINUATION)) > longest:
            continue
        tokens[merged] = None
        changed = set()
        for index in places.pop(pair):
            _merge(spelling[index], pair, merged, weights[index], index, counts, places, changed)
        for pair in sorted(changed):
            heapq.heappush(heap, (-counts[pair], pair))
    return list(tokens)


def _merge(pieces, pair, merged, weight, index, counts, places, changed):
    """Replace `pair` in one word and keep the pair counts true."""
    for old in zip(pieces, pieces[1:]):
        counts[old] -= weight
    position = 0
    while position < len(pieces) - 1:
        if (pieces[position], pieces[position + 1]) == pair:
            pieces[position:position + 2] = [merged]
        position += 1
    for new in zip(pieces, pieces[1:]):
        counts[new] += weight
        places[new].add(index)
        changed.add(new)
