"""Training loop: resumable, deterministic for a seed, with a running average of the weights."""

import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from data import Windows
from model import Gpt2
from optimizer import Muon

BATCH_SIZE = 16
MUON_RATE = 0.02
ADAM_RATE = 2e-3
WARM_UP = 100
HOLD = 0.3  # share of the steps before the rates start to fall, linearly to nothing
MATRIX_DECAY = 0.1  # times the rate, per step
AVERAGE = 0.998  # decay of the running average of the weights, which is what is kept
CHECKPOINT_SECONDS = 120
VALIDATE_EVERY = 500


def train(model: Gpt2, windows: Windows, validate, steps: int, checkpoint: Path, seed: int) -> None:
    """Train for so many steps, going on from `checkpoint` where it exists; leaves averaged weights in `model`.

    `validate` is called with the averaged weights now and then, and gives the held-out loss to print. Going on with
    another number of steps, the rates fall from where they are.
    """
    named = dict(model.named_parameters())
    matrices = [(p, 3 if "c_attn" in name else 1) for name, p in named.items() if ".h." in name and p.dim() == 2]
    muon = Muon(matrices, momentum=0.95, weight_decay=MATRIX_DECAY)
    others = [p for name, p in named.items() if not (".h." in name and p.dim() == 2)]
    adam = torch.optim.Adam(others, lr=ADAM_RATE, betas=(0.9, 0.98))
    run = {"step": 0, "steps": steps, "slopes": [(HOLD * steps, 1.0)], "seed": seed, "seconds": 0.0,
           "losses": [], "log": [],  # losses: since the last row of the log
           "average": {name: p.detach().clone() for name, p in named.items()}}
    if checkpoint.exists():
        state = torch.load(checkpoint)
        if state["run"]["seed"] != seed:
            raise SystemExit(f"{checkpoint} is of a run with seed {state['run']['seed']}; remove it to start anew")
        model.load_state_dict(state["model"])
        muon.load_state_dict(state["muon"])
        adam.load_state_dict(state["adam"])
        run = state["run"]
        if run["steps"] != steps:
            run["slopes"].append((run["step"], rate(run)))
            run["steps"] = steps
    saved = time.monotonic()
    epoch, batches = -1, None
    per_epoch = len(windows.batches(0, BATCH_SIZE)) - 1  # an epoch has one window more or less, from its offset
    while run["step"] < steps:
        step, started = run["step"], time.monotonic()
        if step // per_epoch != epoch:
            epoch = step // per_epoch
            batches = windows.batches(epoch, BATCH_SIZE)
        factor = rate(run)
        run["losses"].append(_gradients(model, batches[step % per_epoch], np.random.Generator(np.random.SFC64((seed, step)))))
        muon.step(MUON_RATE * factor)
        adam.param_groups[0]["lr"] = ADAM_RATE * factor
        adam.step()
        decay = min(AVERAGE, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, p in named.items():
                run["average"][name].lerp_(p, 1 - decay)
        run["step"] = step + 1
        run["seconds"] += time.monotonic() - started
        if run["step"] % 50 == 0:
            print(f"{run['step']}/{steps} loss {np.mean(run['losses'][-50:]):.3f} "
                  f"{1000 * run['seconds'] / run['step']:.0f} ms/step", flush=True)
        if run["step"] % VALIDATE_EVERY == 0 or run["step"] == steps:
            held_out = validate(run["average"])
            run["log"].append((run["step"], run["step"] / per_epoch, float(np.mean(run["losses"])), held_out))
            run["losses"] = []
            print(f"{run['step']}/{steps} validation loss {held_out:.4f}", flush=True)
        if time.monotonic() - saved > CHECKPOINT_SECONDS or run["step"] == steps:
            saved = time.monotonic()
            _save(checkpoint, {"model": model.state_dict(), "muon": muon.state_dict(), "adam": adam.state_dict(), "run": run})
    model.load_state_dict(run["average"])


def history(checkpoint: Path) -> list[str]:
    """What a run noted, as lines of a page."""
    run = torch.load(checkpoint)["run"]
    slopes = ", ".join(f"{start:.0f} (factor {height:.2f})" for start, height in run["slopes"])
    lines = [f"{run['step']} of {run['steps']} steps of {BATCH_SIZE} windows, {1000 * run['seconds'] / run['step']:.0f} ms a step "
             f"while other programs used the machine. The rates were set to fall to nothing from step {slopes} on. "
             "Losses are nats a token: of training with dropout, since the row before; of the validation chapters with the "
             "averaged weights.", "",
             "| step | epoch | training | validation |", "|---:|---:|---:|---:|"]
    return lines + [f"| {step} | {epoch:.1f} | {training:.3f} | {held_out:.4f} |" for step, epoch, training, held_out in run["log"]]


def rate(run: dict) -> float:
    """Factor of both rates: a linear warm-up, a plateau, and a linear way down to nothing from the last of the slopes' starts."""
    start, height = run["slopes"][-1]
    return min((run["step"] + 1) / WARM_UP, height, height * (run["steps"] - run["step"]) / (run["steps"] - start))


def _gradients(model: Gpt2, batch: np.ndarray, noise) -> float:
    ids = torch.from_numpy(batch)
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(ids[:, :-1], noise)
    loss = functional.cross_entropy(logits.float().flatten(0, 1), ids[:, 1:].flatten())
    model.zero_grad(set_to_none=True)
    loss.backward()
    return loss.item()


def _save(path: Path, state: dict) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)
