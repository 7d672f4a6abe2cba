"""The King James Version as chapters: reading, splitting, token windows."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bpe import ByteLevelBpe

_BOOKS = dict(pair.split("=") for pair in (
    "Ge=Genesis;Exo=Exodus;Lev=Leviticus;Num=Numbers;Deu=Deuteronomy;Josh=Joshua;Jdgs=Judges;Ruth=Ruth;1Sm=1 Samuel;"
    "2Sm=2 Samuel;1Ki=1 Kings;2Ki=2 Kings;1Chr=1 Chronicles;2Chr=2 Chronicles;Ezra=Ezra;Neh=Nehemiah;Est=Esther;"
    "Job=Job;Psa=Psalm;Prv=Proverbs;Eccl=Ecclesiastes;SSol=Song of Solomon;Isa=Isaiah;Jer=Jeremiah;Lam=Lamentations;"
    "Eze=Ezekiel;Dan=Daniel;Hos=Hosea;Joel=Joel;Amos=Amos;Obad=Obadiah;Jonah=Jonah;Mic=Micah;Nahum=Nahum;"
    "Hab=Habakkuk;Zep=Zephaniah;Hag=Haggai;Zec=Zechariah;Mal=Malachi;Mat=Matthew;Mark=Mark;Luke=Luke;John=John;"
    "Acts=Acts;Rom=Romans;1Cor=1 Corinthians;2Cor=2 Corinthians;Gal=Galatians;Eph=Ephesians;Phi=Philippians;"
    "Col=Colossians;1Th=1 Thessalonians;2Th=2 Thessalonians;1Tim=1 Timothy;2Tim=2 Timothy;Titus=Titus;Phmn=Philemon;"
    "Heb=Hebrews;Jas=James;1Pet=1 Peter;2Pet=2 Peter;1Jn=1 John;2Jn=2 John;3Jn=3 John;Jude=Jude;Rev=Revelation").split(";"))
_VERSE = re.compile(r"([1-3]?[A-Za-z]+)(\d+):(\d+) (.+)")
_HELD_OUT_SHARES = {"test": 40, "validation": 20}  # of 1000, by hash


@dataclass(frozen=True)
class Chapter:
    """One chapter: its heading, such as "Genesis 1", and its verses without their numbers."""

    heading: str
    verses: tuple[str, ...]

    @property
    def text(self) -> str:
        """Heading and verses, a line each."""
        return "".join(f"{line}\n" for line in (self.heading, *self.verses))

    @property
    def part(self) -> str:
        """"train", "validation" or "test": a function of the heading alone."""
        drawn = int.from_bytes(hashlib.sha256(self.heading.encode()).digest()[:8], "big") % 1000
        for name, share in _HELD_OUT_SHARES.items():
            if drawn < share:
                return name
            drawn -= share
        return "train"


def corpus_path(argument: str | None) -> Path:
    """kjv.txt, from an argument or below the folder of test data."""
    if argument:
        return Path(argument)
    root = os.environ.get("TRANSFORMERS_TEST_DATA")
    if root is None:
        root = Path(__file__).resolve().parents[4] / "shared" / "data"
    return Path(root) / "corpora" / "kjv.txt"


def load_chapters(path: Path) -> dict[str, list[Chapter]]:
    """The chapters of each part, in the order of the book."""
    chapters = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = _VERSE.fullmatch(line.strip())
        if match is None or match[1] not in _BOOKS:
            raise ValueError(f"{path}:{number}: not a verse such as 'Ge1:1 In the beginning ...': {line[:60]!r}")
        chapters.setdefault(f"{_BOOKS[match[1]]} {match[2]}", []).append(" ".join(match[4].split()))
    parts = {"train": [], "validation": [], "test": []}
    for heading, verses in chapters.items():
        chapter = Chapter(heading, tuple(verses))
        parts[chapter.part].append(chapter)
    return parts


def token_stream(chapters: list[Chapter], tokenizer: ByteLevelBpe) -> list[int]:
    """The chapters one after the other with `<|endoftext|>` before, between and after them."""
    ids = [i for chapter in chapters for i in (tokenizer.end_of_text, *tokenizer.encode(chapter.text))]
    return [*ids, tokenizer.end_of_text]


class Windows:
    """Training windows: runs of tokens of the chapters one after the other, each from the start of a line."""

    def __init__(self, chapters: list[Chapter], tokenizer: ByteLevelBpe, length: int, seed: int):
        self.stream = np.array(token_stream(chapters, tokenizer), np.int64)
        self.length = length
        self._line_starts = np.flatnonzero(np.isin(self.stream, (tokenizer.end_of_text, tokenizer.newline))[:-1]) + 1
        self._seed = seed

    def batches(self, epoch: int, batch_size: int) -> np.ndarray:
        """Ids of one epoch, [batches, batch_size, length + 1]: a pure function of seed and epoch.

        Windows begin about `length` apart, from a random place, so that their ends differ between epochs.
        """
        rng = np.random.default_rng((self._seed, epoch))
        wanted = np.arange(rng.integers(self.length), len(self.stream) - self.length - 1, self.length)
        starts = self._line_starts[np.searchsorted(self._line_starts, wanted, "right").clip(1) - 1]
        rng.shuffle(starts)
        starts = starts[:len(starts) // batch_size * batch_size].reshape(-1, batch_size, 1)
        return self.stream[starts + np.arange(self.length + 1)]
