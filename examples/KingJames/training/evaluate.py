"""Held-out loss beside Kneser-Ney n-grams, and sampled verses; writes RESULTS.md."""

import datetime
import json
import math
import os
import platform
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from bpe import END_OF_TEXT, ByteLevelBpe
from data import Chapter, load_chapters, token_stream
from export import read_checkpoint
from kneser_ney import KneserNey
from model import Gpt2

KNESER_NEY_ORDER = 5  # the best of 3 to 8 on the validation chapters
SAMPLES = (f"{END_OF_TEXT}Genesis 1\n", "In the beginning", "And it came to pass", "Blessed are the", "The LORD is my shepherd;", "Behold,")


def chapter_losses(model: Gpt2, tokenizer: ByteLevelBpe, chapter: Chapter) -> np.ndarray:
    """Nats of each token of a chapter and of the `<|endoftext|>` after it, given `<|endoftext|>` before it.

    Windows overlap by half: a token is judged once, with all of the chapter or at least half a window before it.
    """
    ids = torch.tensor([*token_stream([chapter], tokenizer)])
    length, done, losses = model.config.n_positions, 0, []
    with torch.no_grad():
        for first in range(0, max(1, len(ids) - 1 - length // 2), length // 2):
            window = ids[first:first + length + 1]
            nats = functional.cross_entropy(model(window[None, :-1])[0].float(), window[1:], reduction="none")
            losses.append(nats[done - first:].numpy())
            done = first + len(nats)
    return np.concatenate(losses)


def mean_loss(model: Gpt2, tokenizer: ByteLevelBpe, chapters: list[Chapter]) -> float:
    """Nats a token over whole chapters."""
    return float(np.concatenate([chapter_losses(model, tokenizer, chapter) for chapter in chapters]).mean())


def sample(model: Gpt2, ids: list[int], ends: list[int], settings: dict, noise: np.random.Generator) -> list[int]:
    """New tokens by temperature, top-k and top-p, up to and without an end token."""
    new = []
    while len(new) < settings["max_new_tokens"]:
        with torch.no_grad():
            logits = model(torch.tensor([(ids + new)[-model.config.n_positions:]]))[0, -1]
        values, tokens = (logits / settings["temperature"]).topk(settings["top_k"])
        chances = values.softmax(0)
        chances[chances.cumsum(0) - chances >= settings["top_p"]] = 0
        token = int(tokens[int((chances.cumsum(0) / chances.sum() < noise.random()).sum())])
        if token in ends:
            break
        new.append(token)
    return new


def evaluate(corpus: Path, checkpoint: Path, results: Path, history: list[str], seed: int, facts: str) -> None:
    """Judge the stored checkpoint on the test chapters; print and write the page."""
    parts = load_chapters(corpus)
    model, tokenizer = read_checkpoint(checkpoint)
    settings = json.loads((checkpoint / "generation_config.json").read_text(encoding="utf-8"))
    yardstick = KneserNey(token_stream(parts["train"], tokenizer), KNESER_NEY_ORDER, len(tokenizer.tokens))
    lines = ["# Results", "", "Written by `run.py`; do not edit.", "", facts, "", "## Held-out chapters", "",
             "| part | chapters | words | tokens |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | {len(part)} | {_words(part):,} | {len(token_stream(part, tokenizer)) - 1:,} |" for name, part in parts.items()]
    lines += ["", "Tokens: the chapter's lines and the `<|endoftext|>` after it, each predicted from what stands before it in the chapter "
              f"({model.config.n_positions // 2} to {model.config.n_positions} tokens, or all). Bits per byte and perplexity per word "
              "spread the loss of all tokens over the bytes and the words of the text.", "",
              "| part | model | nats a token | bits per byte | perplexity per word |", "|---|---|---:|---:|---:|"]
    for name in ("validation", "test"):
        ours = np.concatenate([chapter_losses(model, tokenizer, chapter) for chapter in parts[name]])
        theirs = np.concatenate([yardstick.losses(token_stream([chapter], tokenizer)) for chapter in parts[name]])
        for who, losses in (("transformer", ours), (f"Kneser-Ney, order {KNESER_NEY_ORDER}", theirs)):
            size = sum(len(chapter.text.encode()) for chapter in parts[name])
            lines.append(f"| {name} | {who} | {losses.mean():.4f} | {losses.sum() / math.log(2) / size:.4f} "
                         f"| {math.exp(losses.sum() / _words(parts[name])):.2f} |")
    size = (checkpoint / "model.safetensors").stat().st_size
    lines += ["", f"{sum(p.numel() for p in model.parameters()):,} weights in {size:,} bytes (float16); "
              f"{yardstick.stored:,} n-grams.", "", "## Training", "", *history, "", "## Samples", "",
              f"Temperature {settings['temperature']}, top-k {settings['top_k']}, top-p {settings['top_p']}, one draw of each prompt, "
              "until the end of the verse. The prompt is in bold.", ""]
    noise = np.random.default_rng(seed)
    for prompt in SAMPLES:
        new = sample(model, tokenizer.encode(prompt), settings["eos_token_id"], settings, noise)
        shown = prompt.removeprefix(END_OF_TEXT).strip()
        lines.append(f"- **{shown}**{' ' if prompt.endswith(chr(10)) else ''}{tokenizer.decode(new)}")
    page = "\n".join(lines) + "\n"
    results.write_text(page, encoding="utf-8")
    print(page)


def _words(chapters: list[Chapter]) -> int:
    return sum(len(chapter.text.split()) for chapter in chapters)


def machine() -> str:
    """Processor, Python and library versions, date: what a figure needs beside it."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    return (f"{datetime.date.today()}; {model}, {os.cpu_count()} cores; Python {platform.python_version()}, "
            f"PyTorch {torch.__version__}, NumPy {np.__version__}")
