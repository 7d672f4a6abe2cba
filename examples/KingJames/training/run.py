#!/usr/bin/env python3
"""Train, store and evaluate the King James GPT-2: one command, see README.md."""

import environment  # first: see there

import argparse
import shlex
import sys
from pathlib import Path

import torch

import bpe
from data import Windows, corpus_path, load_chapters
from evaluate import evaluate, machine, mean_loss
from export import read_checkpoint, write_checkpoint, write_golden
from model import Gpt2, Gpt2Config
from train import history, train

HERE = Path(__file__).resolve().parent
VOCABULARY_SIZE = 2048


def main() -> None:
    """Parse the command line and run the stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", help="kjv.txt (default: below $TRANSFORMERS_TEST_DATA)")
    parser.add_argument("--output", type=Path, default=HERE.parent / "model", help="folder of the checkpoint")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="folder for resuming")
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--start", type=Path, help="folder of a checkpoint whose weights to start from")
    parser.add_argument("--steps", type=int, default=4500)
    parser.add_argument("--seed", type=int, default=1611)
    parser.add_argument("--snapshot", action="store_true", help="store and evaluate an unfinished run's average as it stands")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    corpus, state = corpus_path(arguments.corpus), arguments.work / "state.pt"
    model, tokenizer = _train(arguments, corpus, state)
    write_checkpoint(arguments.output, model, tokenizer)
    write_golden(arguments.output)
    facts = (f"{machine()}. Command: `python3 {shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])}`; "
             f"seed {arguments.seed}, one thread.")
    evaluate(corpus, arguments.output, arguments.results, history(state), arguments.seed, facts)


def _train(arguments, corpus: Path, state: Path):
    """The averaged model and its tokenizer."""
    parts = load_chapters(corpus)
    torch.manual_seed(arguments.seed)
    if arguments.start:
        model, tokenizer = read_checkpoint(arguments.start)
        config = model.config
    else:
        tokenizer = bpe.train([chapter.text for chapter in parts["train"]], VOCABULARY_SIZE)
        config = Gpt2Config(vocab_size=len(tokenizer.tokens))
        model = Gpt2(config)
    averaged = Gpt2(config)
    if arguments.snapshot:
        averaged.load_state_dict(torch.load(state)["run"]["average"])
        return averaged, tokenizer
    windows = Windows(parts["train"], tokenizer, config.n_positions, arguments.seed)
    print(f"{len(windows.stream)} tokens, {sum(p.numel() for p in model.parameters()):,} weights", flush=True)

    def validate(weights) -> float:
        averaged.load_state_dict(weights)
        return mean_loss(averaged, tokenizer, parts["validation"])

    arguments.work.mkdir(parents=True, exist_ok=True)
    train(model, windows, validate, arguments.steps, state, arguments.seed)
    return model, tokenizer


if __name__ == "__main__":
    main()
