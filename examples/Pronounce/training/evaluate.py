"""Word and phoneme error rates on held-out words; writes RESULTS.md."""

import datetime
import os
import platform
import time
from pathlib import Path

import numpy as np
import torch

from beam import beam_search
from data import Entry, decode_phonemes, encode_word
from export import BEAMS, NEW_TOKENS, read_checkpoint
from model import T5

_WORDS = 128  # at a time
_SHOWN = 40


def outputs(model: T5, entries: list[Entry], beams: int) -> list[list[tuple[str, ...]]]:
    """The phonemes of the hypotheses for each entry, best first. One beam is greedy search."""
    by_length, results = {}, [None] * len(entries)
    for index, entry in enumerate(entries):
        by_length.setdefault(len(entry.word), []).append(index)
    for indices in by_length.values():
        for start in range(0, len(indices), _WORDS):
            part = indices[start:start + _WORDS]
            letters = torch.tensor([encode_word(entries[index].word) for index in part])
            for index, found in zip(part, beam_search(model, letters, beams, NEW_TOKENS)):
                results[index] = [decode_phonemes(ids) for _, ids in found]
    return results


def word_errors(entries: list[Entry], found: list[list[tuple[str, ...]]], best: int = 1) -> float:
    """Share of the words none of whose `best` first hypotheses is a listed pronunciation."""
    wrong = sum(not set(hypotheses[:best]) & set(entry.pronunciations) for entry, hypotheses in zip(entries, found))
    return wrong / len(entries)


def phoneme_errors(entries: list[Entry], found: list[list[tuple[str, ...]]]) -> float:
    """Edits from the first hypothesis to the nearest listed pronunciation, over the phonemes of those."""
    edits = phonemes = 0
    for entry, hypotheses in zip(entries, found):
        distance, nearest = min((_edits(hypotheses[0], listed), listed) for listed in entry.pronunciations)
        edits, phonemes = edits + distance, phonemes + len(nearest)
    return edits / phonemes


def _edits(left, right) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        diagonal, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (a != b))
    return row[-1]


def evaluate(parts: dict[str, list[Entry]], checkpoint: Path, results: Path, history: list[str], facts: str) -> None:
    """Judge the stored checkpoint on the test words; print and write the page."""
    model, test = read_checkpoint(checkpoint), parts["test"]
    greedy = outputs(model, test, 1)
    started = time.perf_counter()
    found = outputs(model, test, BEAMS)
    seconds = time.perf_counter() - started
    known = {entry.word for entry in parts["train"]}
    unlike = [index for index, entry in enumerate(test) if not _close(entry.word) & known]
    fresh, fresh_found = [test[index] for index in unlike], [found[index] for index in unlike]
    lines = ["# Results", "", "Written by `run.py`; do not edit.", "", facts, "", "## Held-out words", "",
             "| part | words | pronunciations |", "|---|---:|---:|"]
    lines += [f"| {name} | {len(part):,} | {sum(len(entry.pronunciations) for entry in part):,} |" for name, part in parts.items()]
    lines += ["", "A word is right if the output is any of its listed pronunciations, without stress. Phoneme error rate: edits to the "
              "nearest of them. New stems: no training word differs only by a final -s, -'s, -ed or -ing.", "",
              "| test words | search | word error rate | phoneme error rate |", "|---|---|---:|---:|",
              _row(test, greedy, "all", "greedy"), _row(test, found, "all", f"{BEAMS} beams"),
              _row(fresh, fresh_found, f"new stems ({len(fresh):,})", f"{BEAMS} beams"), "",
              f"None of the {BEAMS} hypotheses is right for {100 * word_errors(test, found, BEAMS):.2f} % of the words.", "",
              f"{sum(p.numel() for p in model.parameters()):,} weights in {(checkpoint / 'model.safetensors').stat().st_size:,} bytes "
              f"(float16). This Python program pronounced {len(test) / seconds:.0f} words a second with {BEAMS} beams, which says "
              "nothing about the library.", "", "## Training", "", *history, "", "## Mistakes", "",
              f"Every {len(test) // _SHOWN}th test word, where the first hypothesis is wrong.", "",
              "| word | output | listed |", "|---|---|---|"]
    for index in range(0, len(test), len(test) // _SHOWN):
        if found[index][0] not in test[index].pronunciations:
            listed = ", ".join(" ".join(phonemes) for phonemes in test[index].pronunciations)
            lines.append(f"| {test[index].word} | {' '.join(found[index][0])} | {listed} |")
    page = "\n".join(lines) + "\n"
    results.write_text(page, encoding="utf-8")
    print(page)


def _row(entries, found, name: str, search: str) -> str:
    return f"| {name} | {search} | {100 * word_errors(entries, found):.2f} % | {100 * phoneme_errors(entries, found):.2f} % |"


def _close(word: str) -> set[str]:
    """The words that differ from this one by a common ending."""
    stems = {word.removesuffix(ending) for ending in ("s", "'s", "ed", "ing")} | {word}
    return {stem + ending for stem in stems for ending in ("", "s", "'s", "ed", "ing")} - {word}


def machine() -> str:
    """Processor, Python and library versions, date: what a figure needs beside it."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    return (f"{datetime.date.today()}; {model}, {os.cpu_count()} cores; Python {platform.python_version()}, "
            f"PyTorch {torch.__version__}, NumPy {np.__version__}")
