"""Training loop: resumable, deterministic for a seed, with a running average of the weights."""

import math
import time
from pathlib import Path

import torch
from torch import nn

from data import Sampler
from model import BertForSequenceClassification

BATCH_SIZE = 128
CHUNK = 32  # batches drawn, and sorted by length, at a time
PEAK_RATE = 2e-3
WARM_UP = 200
WEIGHT_DECAY = 0.02
LABEL_SMOOTHING = 0.05
AVERAGE = 0.998  # decay of the running average of the weights, which is what is kept
CHECKPOINT_EVERY = 10 * CHUNK


def train(model: BertForSequenceClassification, sampler: Sampler, steps: int, checkpoint: Path, seed: int) -> None:
    """Train for so many steps, going on from `checkpoint` where it exists; leaves averaged weights in `model`."""
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}],
        lr=PEAK_RATE, betas=(0.9, 0.98))
    average = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        if state["steps"] != steps or state["seed"] != seed:
            raise SystemExit(f"{checkpoint} is of a run with other settings; remove it to start anew")
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        average, first = state["average"], state["step"]
    loss_function = nn.CrossEntropyLoss(label_smoothing=LABEL_SMOOTHING)
    model.train()
    smooth_loss, started = None, time.monotonic()
    for step in range(first, steps):
        if step % CHUNK == 0 or step == first:
            torch.manual_seed(seed * 1_000_003 + step)  # dropout repeats after a resume
            batches = sampler.batches(step // CHUNK, BATCH_SIZE, CHUNK)
        for group in optimizer.param_groups:
            group["lr"] = PEAK_RATE * _schedule(step, steps)
        ids, labels = map(torch.from_numpy, batches[step % CHUNK])
        loss = loss_function(model(ids), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        decay = min(AVERAGE, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, tensor in model.state_dict().items():
                average[name].lerp_(tensor, 1 - decay)
        smooth_loss = loss.item() if smooth_loss is None else 0.98 * smooth_loss + 0.02 * loss.item()
        _show_progress(step + 1, steps, first, smooth_loss, time.monotonic() - started)
        if (step + 1) % CHECKPOINT_EVERY == 0 or step + 1 == steps:
            _save(checkpoint, {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average,
                               "step": step + 1, "steps": steps, "seed": seed})
    print()
    model.load_state_dict(average)
    model.eval()


def _schedule(step: int, steps: int) -> float:
    """Linear warm-up, then a cosine down to nothing."""
    if step < WARM_UP:
        return (step + 1) / WARM_UP
    return 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / max(1, steps - WARM_UP)))


def _save(path: Path, state: dict) -> None:
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def _show_progress(done: int, steps: int, first: int, loss: float, seconds: float) -> None:
    filled = 30 * done // steps
    left = seconds / (done - first) * (steps - done)
    print(f"\r[{'#' * filled}{'.' * (30 - filled)}] {done}/{steps} loss {loss:.3f} "
          f"{int(left) // 60}:{int(left) % 60:02} left ", end="", flush=True)
