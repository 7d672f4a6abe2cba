#!/usr/bin/env python3
"""Train, store and evaluate the pronunciation model: one command, see README.md."""

import environment  # first: see there

import argparse
import shlex
import sys
from pathlib import Path

import torch

from data import TOKENS, Batches, corpus_path, load_entries
from evaluate import evaluate, machine, outputs, word_errors
from export import read_checkpoint, write_checkpoint, write_golden
from model import T5, T5Config
from train import history, train

HERE = Path(__file__).resolve().parent
BATCH_TOKENS = 6144


def main() -> None:
    """Parse the command line and run the stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", help="cmudict.txt (default: below $TRANSFORMERS_TEST_DATA)")
    parser.add_argument("--output", type=Path, default=HERE.parent / "model", help="folder of the checkpoint")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="folder for resuming")
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--start", type=Path, help="folder of a checkpoint whose weights to start from")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=39)
    parser.add_argument("--snapshot", action="store_true", help="store and evaluate an unfinished run's average as it stands")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    parts, state = load_entries(corpus_path(arguments.corpus)), arguments.work / "state.pt"
    write_checkpoint(arguments.output, _train(arguments, parts, state))
    write_golden(arguments.output)
    facts = (f"{machine()}. Command: `python3 {shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])}`; "
             f"seed {arguments.seed}, one thread.")
    evaluate(parts, arguments.output, arguments.results, history(state), facts)


def _train(arguments, parts, state: Path) -> T5:
    """The averaged model."""
    torch.manual_seed(arguments.seed)
    model = read_checkpoint(arguments.start) if arguments.start else T5(T5Config(vocab_size=len(TOKENS)))
    averaged = T5(model.config)
    if arguments.snapshot:
        averaged.load_state_dict(torch.load(state)["run"]["average"])
        return averaged
    batches = Batches(parts["train"], BATCH_TOKENS, arguments.seed)
    print(f"{len(batches)} training words, {sum(p.numel() for p in model.parameters()):,} weights", flush=True)

    def validate(weights) -> float:
        averaged.load_state_dict(weights)
        return word_errors(parts["validation"], outputs(averaged, parts["validation"], 1))

    arguments.work.mkdir(parents=True, exist_ok=True)
    train(model, batches, validate, arguments.epochs, state, arguments.seed)
    return model


if __name__ == "__main__":
    main()
