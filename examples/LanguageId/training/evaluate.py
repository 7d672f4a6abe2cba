"""Accuracy on held-out text, beside character n-gram naive Bayes; writes RESULTS.md."""

import datetime
import os
import platform
import statistics
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch

from data import fragments, load_corpus, sentences
from export import read_checkpoint
from languages import LANGUAGES
from naive_bayes import NaiveBayes

NAIVE_BAYES_ORDER = 4  # the best of 3, 4, 5 and of 0.003, 0.03, 0.3 on the validation split
NAIVE_BAYES_SMOOTHING = 0.03
FRAGMENTS_PER_LANGUAGE = 50

_NAMES = {language.code: language.name for language in LANGUAGES}


class Transformer:
    """The stored checkpoint as a function from text to language code."""

    def __init__(self, folder: Path):
        self.model, self._tokenizer = read_checkpoint(folder)
        self._limit = self.model.config.max_position_embeddings

    def classify(self, text: str) -> str:
        """The likeliest language, one text at a time and without padding, as an application would ask."""
        with torch.no_grad():
            logits = self.model(torch.tensor([self._tokenizer.encode(text, self._limit)]))
        return LANGUAGES[int(logits.argmax())].code


def test_sets(test: dict[str, list[str]], everyday: Path, seed: int) -> dict[str, list[tuple[str, str]]]:
    """Labelled texts by the name of the set: (language code, text)."""
    sets = {"paragraphs": [(code, p) for code, paragraphs in test.items() for p in paragraphs],
            "sentences": [(code, s) for code, paragraphs in test.items() for s in sentences(paragraphs)]}
    for words in (3, 2, 1):
        sets[f"{words} word{'s' * (words > 1)}"] = [
            (language.code, fragment) for language in LANGUAGES
            for fragment in fragments(language, test[language.code], words, FRAGMENTS_PER_LANGUAGE, seed)]
    lines = everyday.read_text(encoding="utf-8").splitlines()
    sets["everyday"] = [tuple(line.split("\t")) for line in lines]
    return sets


class Score:
    """Predictions of one classifier on one set."""

    def __init__(self, classify, texts: list[tuple[str, str]]):
        started = time.perf_counter()
        pairs = [(code, classify(text)) for code, text in texts]
        self.milliseconds = 1000 * (time.perf_counter() - started) / len(texts)
        self.totals = Counter(code for code, _ in pairs)
        self.right = Counter(code for code, guess in pairs if guess == code)
        self.confusions = Counter(pair for pair in pairs if pair[0] != pair[1])

    @property
    def accuracy(self) -> float:
        """Share of all texts named rightly, in per cent."""
        return 100 * sum(self.right.values()) / sum(self.totals.values())

    @property
    def macro_accuracy(self) -> float:
        """Mean over the languages of the share named rightly, in per cent."""
        return statistics.mean(100 * self.right[code] / total for code, total in self.totals.items())

    def share(self, code: str) -> str:
        """Right answers of one language, for a table."""
        return f"{self.right[code]}/{self.totals[code]}" if self.totals[code] else "-"


def evaluate(corpus: Path, checkpoint: Path, everyday: Path, results: Path, seed: int, facts: str) -> None:
    """Compare the stored checkpoint with naive Bayes on every test set; print and write the page."""
    train, test = load_corpus(corpus)
    transformer = Transformer(checkpoint)
    bayes = NaiveBayes({code: [p for text in texts for p in text] for code, texts in train.items()},
                       NAIVE_BAYES_ORDER, NAIVE_BAYES_SMOOTHING)
    sets = test_sets(test, everyday, seed)
    ours = {name: Score(transformer.classify, texts) for name, texts in sets.items()}
    theirs = {name: Score(bayes.classify, texts) for name, texts in sets.items()}
    page = _page(sets, ours, theirs, bayes, checkpoint, facts)
    results.write_text(page, encoding="utf-8")
    print(page)


def _page(sets, ours, theirs, bayes, checkpoint: Path, facts: str) -> str:
    parameters = sum(t.numel() for t in read_checkpoint(checkpoint)[0].parameters())
    size = (checkpoint / "model.safetensors").stat().st_size
    lines = ["# Results", "", "Written by `run.py`; do not edit.", "", facts, "", "## Accuracy", "",
             f"{len(LANGUAGES)} languages. Articles 24 to 30 were not seen in training, by either. Macro accuracy: "
             "mean over the languages. Fragments are random runs of words of the held-out paragraphs "
             "(three characters a word where words are not spaced); "
             f"everyday sentences are our own, about greetings, weather and food, in "
             f"{len(ours['everyday'].totals)} languages.", "",
             "| test set | texts | transformer, macro | naive Bayes, macro | transformer, all | naive Bayes, all |",
             "|---|---:|---:|---:|---:|---:|"]
    lines += [f"| {name} | {len(texts)} | {ours[name].macro_accuracy:.2f} % | {theirs[name].macro_accuracy:.2f} % "
              f"| {ours[name].accuracy:.2f} % | {theirs[name].accuracy:.2f} % |" for name, texts in sets.items()]
    lines += ["", "## Size and speed", "",
              "| | transformer | naive Bayes |", "|---|---:|---:|",
              f"| numbers kept | {parameters:,} weights | {bayes.nonzero:,} n-gram counts |",
              f"| bytes | {size:,} (float16) | {bayes.stored_bytes:,} (text of each n-gram, 3 bytes a count) |",
              f"| ms for one paragraph | {ours['paragraphs'].milliseconds:.2f} | {theirs['paragraphs'].milliseconds:.2f} |",
              f"| ms for one fragment of 3 words | {ours['3 words'].milliseconds:.2f} | {theirs['3 words'].milliseconds:.2f} |",
              "", "Times are of these Python programs, one text at a time on one thread; they say nothing about the library."]
    for name in ("paragraphs", "sentences", "everyday"):
        lines += ["", f"## Confusions, {name}", "", "Every wrong answer; all other cells off the diagonal are zero.", ""]
        lines += _confusion_table(ours[name], theirs[name])
    lines += ["", "## By language", "", "Right answers, transformer / naive Bayes.", "",
              "| language | " + " | ".join(sets) + " |", "|---|" + "---|" * len(sets)]
    for code, name in _NAMES.items():
        cells = (f"{ours[s].share(code)} / {theirs[s].share(code)}" for s in sets)
        lines.append(f"| {name} ({code}) | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _confusion_table(ours: Score, theirs: Score) -> list[str]:
    pairs = sorted(ours.confusions.keys() | theirs.confusions.keys(),
                   key=lambda pair: (-ours.confusions[pair], -theirs.confusions[pair], pair))
    rows = [f"| {_NAMES[true]} | {_NAMES[guess]} | {ours.confusions[true, guess]} | {theirs.confusions[true, guess]} |"
            for true, guess in pairs]
    return ["| language | taken for | transformer | naive Bayes |", "|---|---|---:|---:|", *rows] if rows else ["None."]


def machine() -> str:
    """Processor, Python and library versions, date: what a figure needs beside it."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    return (f"{datetime.date.today()}; {model}, {os.cpu_count()} cores; Python {platform.python_version()}, "
            f"PyTorch {torch.__version__}, NumPy {np.__version__}")
