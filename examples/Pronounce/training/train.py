"""Training loop: resumable, deterministic for a seed, with a running average of the weights."""

import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from data import PAD, Batches
from model import T5
from optimizer import Muon

MUON_RATE = 0.02
ADAM_RATE = 3e-3
WARM_UP = 200
HOLD = 0.3  # share of the epochs before the rates start to fall, linearly to nothing
MATRIX_DECAY = 0.1  # times the rate, per step
LABEL_SMOOTHING = 0.05
AVERAGE = 0.998  # decay of the running average of the weights, which is what is kept
CHECKPOINT_SECONDS = 120


def train(model: T5, batches: Batches, validate, epochs: int, checkpoint: Path, seed: int) -> None:
    """Train for so many epochs, going on from `checkpoint` where it exists; leaves averaged weights in `model`.

    `validate` is called with the averaged weights after every epoch, and gives the word error rate to print. Going on
    with another number of epochs, the rates fall from where they are.
    """
    named = dict(model.named_parameters())
    spectral = muon(model)
    adam = torch.optim.Adam([p for name, p in named.items() if not _is_matrix(name)], lr=ADAM_RATE, betas=(0.9, 0.98))
    run = {"epoch": 0, "index": 0, "step": 0, "done": 0.0, "epochs": epochs, "slopes": [(HOLD * epochs, 1.0)],
           "words": len(batches), "seed": seed, "seconds": 0.0, "loss": 0.0, "log": [],
           "average": {name: p.detach().clone() for name, p in named.items()}}
    if checkpoint.exists():
        state = torch.load(checkpoint)
        if state["run"]["seed"] != seed:
            raise SystemExit(f"{checkpoint} is of a run with seed {state['run']['seed']}; remove it to start anew")
        model.load_state_dict(state["model"])
        spectral.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
        run = state["run"]
        if run["epochs"] != epochs:
            run["slopes"].append((run["done"], rate(run)))
            run["epochs"] = epochs

    def save():
        _save(checkpoint, {"model": model.state_dict(), "muon": spectral.state_dict(), "adam": adam.state_dict(), "run": run})

    saved = time.monotonic()
    while run["epoch"] < epochs:
        epoch = batches.epoch(run["epoch"])
        while run["index"] < len(epoch):
            started = time.monotonic()
            factor = rate(run)
            noise = np.random.Generator(np.random.SFC64((seed, run["step"])))
            run["loss"] += gradients(model, *epoch[run["index"]], noise)
            spectral.step(MUON_RATE * factor)
            adam.param_groups[0]["lr"] = ADAM_RATE * factor
            adam.step()
            decay = min(AVERAGE, (1 + run["step"]) / (10 + run["step"]))
            with torch.no_grad():
                for name, p in named.items():
                    run["average"][name].lerp_(p, 1 - decay)
            run["step"] += 1
            run["index"] += 1
            run["done"] = run["epoch"] + run["index"] / len(epoch)
            run["seconds"] += time.monotonic() - started
            if run["index"] % 50 == 0:
                print(f"epoch {run['epoch'] + 1}/{epochs} {run['index']}/{len(epoch)} loss {run['loss'] / run['index']:.3f} "
                      f"{1000 * run['seconds'] / run['step']:.0f} ms/step", flush=True)
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                saved = time.monotonic()
                save()
        errors = validate(run["average"])
        run["epoch"] += 1
        run["log"].append({"epoch": run["epoch"], "loss": run["loss"] / len(epoch), "errors": errors, "seconds": run["seconds"]})
        print(f"epoch {run['epoch']}/{epochs} loss {run['loss'] / len(epoch):.4f} word error rate {100 * errors:.2f} %", flush=True)
        run["index"], run["loss"] = 0, 0.0
        save()
    model.load_state_dict(run["average"])


def history(checkpoint: Path) -> list[str]:
    """What a run noted, as lines of a page."""
    run = torch.load(checkpoint)["run"]
    slopes = ", ".join(f"{start:.1f} (factor {height:.2f})" for start, height in run["slopes"])
    lines = [f"{run['epoch']} of {run['epochs']} epochs, {run['step']} steps, while other programs used the machine. The rates were set "
             f"to fall to nothing from epoch {slopes} on. Word error rate: of the "
             "validation words, greedy, with the averaged weights. Words a second: trained on, since the row before.", "",
             "| epoch | minutes | words a second | training loss | word error rate |", "|---:|---:|---:|---:|---:|"]
    before = 0.0
    for row in run["log"]:
        lines.append(f"| {row['epoch']} | {row['seconds'] / 60:.0f} | {run['words'] / (row['seconds'] - before):.0f} "
                     f"| {row['loss']:.4f} | {100 * row['errors']:.1f} % |")
        before = row["seconds"]
    return lines


def rate(run: dict) -> float:
    """Factor of both rates: a linear warm-up, a plateau, and a linear way down to nothing from the last of the slopes' starts."""
    start, height = run["slopes"][-1]
    return min((run["step"] + 1) / WARM_UP, height, height * (run["epochs"] - run["done"]) / (run["epochs"] - start))


def muon(model: T5) -> Muon:
    """The optimizer of the blocks' matrices. Those of `q` are smaller by sqrt(d_kv), and so are their steps."""
    small = model.config.d_kv ** -0.5
    return Muon([(p, small if name.endswith(".q.weight") else 1.0) for name, p in model.named_parameters() if _is_matrix(name)],
                momentum=0.95, weight_decay=MATRIX_DECAY)


def _is_matrix(name: str) -> bool:
    return name.split(".")[-2] in ("q", "k", "v", "o", "wi", "wo")


def gradients(model: T5, letters: np.ndarray, phonemes: np.ndarray, noise) -> float:
    """Loss of one batch; leaves its gradients in the model."""
    letters, phonemes = torch.from_numpy(letters), torch.from_numpy(phonemes)
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(letters, phonemes, noise)
    loss = functional.cross_entropy(logits.float().flatten(0, 1), phonemes.flatten(), ignore_index=PAD,
                                    label_smoothing=LABEL_SMOOTHING)
    model.zero_grad(set_to_none=True)
    loss.backward()
    return loss.item()


def _save(path: Path, state: dict) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)
