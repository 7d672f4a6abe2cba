"""GPT-2's tokenizer (byte-level byte-pair encoding) and a trainer for its vocabulary."""

import heapq
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict

END_OF_TEXT = "<|endoftext|>"
_WHITE_SPACE = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


def _ranges(category: str) -> str:
    """The characters of a Unicode major category, as the inside of a regular expression's class."""
    members = [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code))[0] == category]
    parts, start = [], members[0]
    for code, following in zip(members, members[1:] + [None]):
        if following != code + 1:
            parts.append(f"\\U{start:08x}-\\U{code:08x}")
            start = following
    return "".join(parts)


def _split_pattern() -> re.Pattern:
    """GPT-2's pattern, with Unicode's letters, numbers and white space spelled out (Python's `re` has no \\p)."""
    letters, numbers = _ranges("L"), _ranges("N")
    return re.compile(
        "'s|'t|'re|'ve|'m|'ll|'d"
        f"| ?[{letters}]+| ?[{numbers}]+| ?[^{_WHITE_SPACE}{letters}{numbers}]+"
        f"|[{_WHITE_SPACE}]+(?![^{_WHITE_SPACE}])|[{_WHITE_SPACE}]+")


def byte_alphabet() -> dict[int, str]:
    """The visible character that stands for each byte, in the order of GPT-2's ids."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    return {byte: chr(byte) for byte in visible} | {byte: chr(256 + i) for i, byte in enumerate(hidden)}


_PATTERN = _split_pattern()
_ALPHABET = byte_alphabet()
_BYTES = {character: byte for byte, character in _ALPHABET.items()}


def split(text: str) -> list[str]:
    """The pieces between which no token reaches, each spelled in visible characters."""
    return ["".join(_ALPHABET[byte] for byte in piece.encode()) for piece in _PATTERN.findall(text)]


class ByteLevelBpe:
    """Encoder and decoder for a list of merges."""

    def __init__(self, merges: list[tuple[str, str]]):
        self.merges = merges
        tokens = [*_ALPHABET.values(), *(left + right for left, right in merges), END_OF_TEXT]
        self.tokens = tokens
        self.ids = {token: index for index, token in enumerate(tokens)}
        self.end_of_text = self.ids[END_OF_TEXT]
        self.newline = self.ids[_ALPHABET[0x0A]]
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._known = {}

    @classmethod
    def load(cls, folder) -> "ByteLevelBpe":
        """Read merges.txt and check vocab.json against it."""
        lines = (folder / "merges.txt").read_text(encoding="utf-8").split("\n")[1:-1]
        result = cls([tuple(line.split(" ")) for line in lines])
        if json.loads((folder / "vocab.json").read_text(encoding="utf-8")) != result.ids:
            raise ValueError(f"{folder}: vocab.json does not follow from merges.txt")
        return result

    def encode(self, text: str) -> list[int]:
        """Token ids; `<|endoftext|>` in the text becomes its own token."""
        ids = []
        for index, part in enumerate(text.split(END_OF_TEXT)):
            if index:
                ids.append(self.end_of_text)
            for piece in split(part):
                if piece not in self._known:
                    self._known[piece] = self._encode_piece(piece)
                ids += self._known[piece]
        return ids

    def decode(self, ids) -> str:
        """The text of token ids; bytes that are no UTF-8 become U+FFFD."""
        data = b"".join(END_OF_TEXT.encode() if i == self.end_of_text else bytes(map(_BYTES.get, self.tokens[i])) for i in ids)
        return data.decode(errors="replace")

    def _encode_piece(self, piece: str) -> list[int]:
        parts = list(piece)
        while len(parts) > 1:
            rank, index = min((self._ranks.get(pair, len(self._ranks)), i) for i, pair in enumerate(zip(parts, parts[1:])))
            if rank == len(self._ranks):
                break
            pair, merged, at = self.merges[rank], [], 0
            while at < len(parts):
                width = 2 if tuple(parts[at:at + 2]) == pair else 1
                merged.append("".join(parts[at:at + width]))
                at += width
            parts = merged
        return [self.ids[part] for part in parts]


def train(texts: list[str], size: int) -> ByteLevelBpe:
    """Merge the most frequent neighbours (on a tie the alphabetically first pair) until there are `size` tokens."""
    pieces = Counter(piece for text in texts for piece in split(text))
    spelling, weights = [list(piece) for piece in pieces], list(pieces.values())
    counts, places = Counter(), defaultdict(set)
    for index, parts in enumerate(spelling):
        for pair in zip(parts, parts[1:]):
            counts[pair] += weights[index]
            places[pair].add(index)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    merges, wanted = [], size - len(_ALPHABET) - 1
    while len(merges) < wanted and heap:
        count, pair = heapq.heappop(heap)
        if counts[pair] != -count:
            if counts[pair] > 0:
                heapq.heappush(heap, (-counts[pair], pair))
            continue
        merges.append(pair)
        changed = set()
        for index in sorted(places.pop(pair)):
            _merge(spelling[index], pair, weights[index], index, counts, places, changed)
        for other in changed:
            heapq.heappush(heap, (-counts[other], other))
    return ByteLevelBpe(merges)


def _merge(parts, pair, weight, index, counts, places, changed) -> None:
    """Replace `pair` in one piece and keep the counts true."""
    for old in zip(parts, parts[1:]):
        counts[old] -= weight
    position = 0
    while position < len(parts) - 1:
        if (parts[position], parts[position + 1]) == pair:
            parts[position:position + 2] = ["".join(pair)]
        position += 1
    for new in zip(parts, parts[1:]):
        counts[new] += weight
        places[new].add(index)
        changed.add(new)
