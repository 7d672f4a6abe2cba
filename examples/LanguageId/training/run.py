#!/usr/bin/env python3
"""Train, store and evaluate the language identifier: one command, see README.md."""

import argparse
import shlex
import sys
from pathlib import Path

import torch

from data import Sampler, alphabet, corpus_path, load_corpus, word_weights
from evaluate import evaluate, machine
from export import write_checkpoint, write_golden
from languages import LANGUAGES
from model import BertConfig, BertForSequenceClassification
from train import train
from wordpiece import WordPiece, train_vocabulary

HERE = Path(__file__).resolve().parent
VOCABULARY_SIZE = 7000
LONGEST_PIECE = 6  # characters: short pieces carry over to words the declaration does not contain


def main() -> None:
    """Parse the command line and run the stages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", help="udhr.json (default: below $TRANSFORMERS_TEST_DATA)")
    parser.add_argument("--output", type=Path, default=HERE.parent / "model", help="folder of the checkpoint")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="folder for resuming")
    parser.add_argument("--results", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--steps", type=int, default=4800)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--evaluate-only", action="store_true", help="leave the stored checkpoint as it is")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    corpus = corpus_path(arguments.corpus)
    if not arguments.evaluate_only:
        _train(arguments, corpus)
    facts = (f"{machine()}. Command: `python3 {shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])}`; "
             f"{arguments.steps} steps, seed {arguments.seed}, {arguments.threads} thread(s).")
    evaluate(corpus, arguments.output, HERE / "everyday.tsv", arguments.results, arguments.seed, facts)


def _train(arguments, corpus: Path) -> None:
    texts, _ = load_corpus(corpus)
    tokens = train_vocabulary(word_weights(texts), alphabet(texts), VOCABULARY_SIZE, LONGEST_PIECE)
    tokenizer = WordPiece(tokens)
    torch.manual_seed(arguments.seed)
    config = BertConfig(vocab_size=len(tokens), num_labels=len(LANGUAGES))
    model = BertForSequenceClassification(config)
    print(f"{len(LANGUAGES)} languages, {len(tokens)} tokens, {sum(p.numel() for p in model.parameters()):,} weights")
    sampler = Sampler(texts, tokenizer, config.max_position_embeddings, arguments.seed)
    arguments.work.mkdir(parents=True, exist_ok=True)
    train(model, sampler, arguments.steps, arguments.work / "state.pt", arguments.seed)
    write_checkpoint(arguments.output, model, tokenizer)
    write_golden(arguments.output)


if __name__ == "__main__":
    main()
