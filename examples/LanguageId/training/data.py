"""The declaration's texts: splitting, made-up words, and random training samples."""

import json
import os
import random
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from languages import EXTRA_CHARACTERS, LANGUAGES, Language
from wordpiece import CLS, MAX_WORD_CHARACTERS, SEP, UNK, WordPiece, is_han, is_punctuation, split_words

# Articles 24 to 30 are the last 20 paragraphs of every text used here: 7 headings and 13 paragraphs.
# Distance of each heading from the end:
_TEST_HEADINGS = (20, 18, 15, 11, 8, 6, 2)
_TEST_LENGTH = _TEST_HEADINGS[0]
_LONGEST_HEADING = 45
_SENTENCE_END = re.compile(r"(?<=[.!?;:।۔؟؛။။។።፤;])\s+|(?<=[。!?;])")


def corpus_path(argument: str | None) -> Path:
    """udhr.json, from an argument or below the folder of test data."""
    if argument:
        return Path(argument)
    root = os.environ.get("TRANSFORMERS_TEST_DATA")
    if root is None:
        root = Path(__file__).resolve().parents[4] / "shared" / "data"
    return Path(root) / "corpora" / "udhr.json"


def load_corpus(path: Path, validate: bool = False) -> tuple[dict[str, list[list[str]]], dict[str, list[str]]]:
    """Training texts (several per language) and test paragraphs, by language code.

    With `validate`, articles 24 to 30 are not looked at: the last sixth of the training
    paragraphs stands in for them. Every choice of a setting was made that way.
    Texts are composed (NFC), as people type them; the corpus spells Vietnamese with combining marks.
    """
    texts = json.loads(unicodedata.normalize("NFC", Path(path).read_text(encoding="utf-8")))
    train, test = {}, {}
    for language in LANGUAGES:
        parts = [_split(texts[key], key) for key in language.texts]
        if validate:
            parts = [(part[0][:-len(part[0]) // 6], part[0][-len(part[0]) // 6:]) for part in parts]
        train[language.code] = [part[0] for part in parts]
        test[language.code] = parts[0][1]
    return train, test


def _split(paragraphs: list[str], key: str) -> tuple[list[str], list[str]]:
    """Preamble to article 23 without headings; the 13 paragraphs of articles 24 to 30."""
    end = len(paragraphs)
    headings = {end - distance for distance in _TEST_HEADINGS}
    if any(len(paragraphs[index]) > _LONGEST_HEADING for index in headings):
        raise ValueError(f"text {key}: articles 24 to 30 are not where they are expected")
    train = [p for p in paragraphs[:end - _TEST_LENGTH] if not _is_heading(p)]
    test = [paragraphs[index] for index in range(end - _TEST_LENGTH, end) if index not in headings]
    return train, test


def _is_heading(paragraph: str) -> bool:
    """Numbered headings such as "Article 7": short, with a digit."""
    return len(paragraph) < 25 and any(c.isdigit() for c in paragraph)


def sentences(paragraphs: list[str]) -> list[str]:
    """Parts of paragraphs that end with a full stop, semicolon or the like, of 15 characters at least."""
    parts = (part.strip() for p in paragraphs for part in _SENTENCE_END.split(p))
    return [part for part in parts if len(part) >= 15 or (is_han(part[:1] or " ") and len(part) >= 5)]


def fragments(language: Language, paragraphs: list[str], words: int, count: int, seed: int) -> list[str]:
    """Random runs of so many words; where words are not spaced, of three characters for each word."""
    rng = random.Random(f"{seed} {language.code} {words}")
    result = []
    while len(result) < count:
        paragraph = rng.choice(paragraphs)
        units = paragraph.split() if language.spaced else list(paragraph.replace("\u200b", ""))
        length, glue = (words, " ") if language.spaced else (3 * words, "")
        start = rng.randrange(max(1, len(units) - length + 1))
        fragment = glue.join(units[start:start + length]).strip()
        if sum(c.isalpha() for c in fragment) >= 2:
            result.append(fragment)
    return result


def alphabet(train: dict[str, list[list[str]]]) -> set[str]:
    """Characters of the vocabulary: printable ASCII, everything written twice, and the extra ones."""
    counts = Counter(c for texts in train.values() for text in texts for p in text for w in split_words(p) for c in w)
    ascii_signs = {chr(code) for code in range(0x21, 0x7F)} - {chr(code) for code in range(0x41, 0x5B)}
    extra = {c for characters in EXTRA_CHARACTERS.values() for c in characters}
    return ascii_signs | extra | {c for c, n in counts.items() if n > 1 or is_han(c)} | set("“”„«»’‘–—…¿¡،؟。、!?")


def word_weights(train: dict[str, list[list[str]]]) -> dict[str, float]:
    """Weight of every word, each language having the same number of characters in all."""
    weights = defaultdict(float)
    for texts in train.values():
        counts = Counter(w for text in texts for p in text for w in split_words(p))
        total = sum(len(word) * n for word, n in counts.items())
        for word, n in counts.items():
            if len(word) <= MAX_WORD_CHARACTERS:
                weights[word] += n / total
    return dict(weights)


class PseudoWords:
    """A character model that makes up words in the spelling of a language.

    The next character follows from the last two, now and then from the last one only.
    """

    _SHORT_CONTEXT = 0.1

    def __init__(self, words: list[str], rng: random.Random):
        self._rng = rng
        self._next = defaultdict(list)
        for word in words:
            padded = f"\0\0{word}\0"
            for position in range(2, len(padded)):
                self._next[padded[position - 2:position]].append(padded[position])
                self._next[padded[position - 1:position]].append(padded[position])

    def make(self, longest: int = 14) -> str:
        """One word, cut after `longest` characters."""
        word, context = "", "\0\0"
        while len(word) < longest:
            short = self._rng.random() < self._SHORT_CONTEXT
            character = self._rng.choice(self._next[context[1:] if short else context])
            if character == "\0":
                break
            word, context = word + character, context[1] + character
        return word


class _Spellings:
    """Several tokenizations of one word: the proper one first, then random cuts."""

    _RANDOM_CUTS = (0.1, 0.1, 0.2, 0.3, 0.5)

    def __init__(self, tokenizer: WordPiece):
        self._tokenizer, self._known = tokenizer, {}
        self._rng = random.Random(1)

    def __call__(self, word: str) -> tuple[list[int], ...]:
        if word not in self._known:
            proper = self._tokenizer.encode_word(word)
            cuts = (self._tokenizer.encode_word(word, rate, self._rng) for rate in self._RANDOM_CUTS)
            self._known[word] = (proper, proper, proper, *cuts)
        return self._known[word]


class _Source:
    """What training samples of one language are drawn from, all tokenized beforehand."""

    def __init__(self, language: Language, texts: list[list[str]], spellings: _Spellings, rng: random.Random):
        split = [[w for w in split_words(p) if not w.isdigit()] for text in texts for p in text]
        self.spaced = language.spaced
        words = [w for p in split for w in p]
        letters = [w for w in words if not is_punctuation(w[0])]
        if not language.spaced:
            split = [[piece for w in p for piece in _cut(w, rng)] for _ in range(6) for p in split]
            letters = [w for p in split for w in p if not is_punctuation(w[0])]
        self.paragraphs = [[self._entry(w, spellings) for w in p] for p in split if p]
        self.words = [spellings(w) for w in letters]
        maker = PseudoWords(letters, rng)
        invented = [maker.make() for _ in range(5000)]
        extra = EXTRA_CHARACTERS.get(language.code)
        if extra:
            invented = invented[:1500] + [_from_alphabet(extra, invented, rng) for _ in range(3000)]
        self.pseudo = [spellings(w) for w in invented if w]
        self.unknown_rate = 0.08 if extra else 0.03

    @staticmethod
    def _entry(word: str, spellings: _Spellings):
        return spellings(word), is_punctuation(word[0])


def _cut(word: str, rng: random.Random) -> list[str]:
    """A run of unspaced writing: left whole at times, otherwise cut at random places."""
    if rng.random() < 0.3 or len(word) < 4:
        return [word]
    pieces, start = [], 0
    while start < len(word):
        length = rng.randrange(2, 31)
        pieces.append(word[start:start + length])
        start += length
    return pieces


def _from_alphabet(characters: str, words: list[str], rng: random.Random) -> str:
    """One to five characters, each drawn from the alphabet or from a random word."""
    drawn = [rng.choice(characters) if rng.random() < 0.7 else rng.choice(rng.choice(words) or " ").strip()
             for _ in range(rng.randrange(1, 6))]
    kind = is_han(drawn[0] or "一")
    return "".join(drawn[:1] if kind else [c for c in drawn if c and not is_han(c)])


class Sampler:
    """Random training samples: windows, shuffled words, made-up words, dropped words and signs."""

    _SIGNS = ".,!?;:-()\"'…"
    _PSEUDO_RATES = (0.1, 0.1, 0.5, 0.9)  # share of made-up words in a sample

    def __init__(self, train: dict[str, list[list[str]]], tokenizer: WordPiece, max_length: int, seed: int):
        rng = random.Random(seed)
        spellings = _Spellings(tokenizer)
        self._max_pieces = max_length - 2
        self._sources = [_Source(l, train[l.code], spellings, rng) for l in LANGUAGES]
        self._signs = [[tokenizer.ids[sign]] for sign in self._SIGNS]
        self._digits = [tokenizer.ids[d] for d in "0123456789"]
        self._more_digits = [tokenizer.ids["##" + d] for d in "0123456789"]
        self._seed = seed

    def batches(self, chunk: int, batch_size: int, batches: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """One chunk of batches, a pure function of seed and chunk number; batches hold like lengths."""
        rng = random.Random(f"{self._seed} {chunk}")
        labels = [i % len(self._sources) for i in range(batch_size * batches)]
        samples = sorted(((self._sample(label, rng), label) for label in labels), key=lambda s: len(s[0]))
        result = [_padded(samples[start:start + batch_size]) for start in range(0, len(samples), batch_size)]
        rng.shuffle(result)
        return result

    def _sample(self, label: int, rng: random.Random) -> list[int]:
        source, other = self._sources[label], rng.choice(self._sources)
        pieces = []
        pseudo_rate = rng.choice(self._PSEUDO_RATES)
        for word, is_sign in self._words(source, rng):
            chance = rng.random()
            if chance < (0.3 if is_sign else 0.04):
                continue
            if not is_sign:
                if rng.random() < pseudo_rate:
                    word = rng.choice(source.pseudo)
                elif chance > 1 - source.unknown_rate:
                    word = ([UNK],)
                elif chance > 1 - source.unknown_rate - 0.01:
                    word = rng.choice(other.words)
            pieces += rng.choice(word)
            if rng.random() < 0.02:
                pieces += self._decoration(rng)
        if not pieces:
            pieces = list(rng.choice(rng.choice(source.words)))
        if rng.random() < 0.2:
            pieces += rng.choice(self._signs)
        return [CLS, *pieces[:self._max_pieces], SEP]

    def _decoration(self, rng: random.Random) -> list[int]:
        """A sign or a number, which can stand in any language."""
        if rng.random() < 0.5:
            return rng.choice(self._signs)
        return [rng.choice(self._digits), *rng.choices(self._more_digits, k=rng.randrange(4))]

    def _words(self, source: _Source, rng: random.Random):
        """A run of consecutive words, or words drawn at random: 1 to 40 of them, mostly few."""
        length = int(41 ** rng.random() ** 1.5)
        if rng.random() < 0.35:
            return [(rng.choice(source.words), False) for _ in range(length)]
        index = rng.randrange(len(source.paragraphs))
        words = source.paragraphs[index]
        start = rng.randrange(max(1, len(words) - length + 1))
        run = words[start:start + length]
        while len(run) < length and rng.random() < 0.8:  # go on into another paragraph
            run = run + rng.choice(source.paragraphs)[:length - len(run)]
        return run


def _padded(samples) -> tuple[np.ndarray, np.ndarray]:
    ids = np.zeros((len(samples), max(len(s) for s, _ in samples)), np.int64)
    for row, (sample, _) in enumerate(samples):
        ids[row, :len(sample)] = sample
    return ids, np.array([label for _, label in samples])
