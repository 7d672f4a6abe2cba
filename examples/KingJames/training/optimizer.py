"""Muon for the matrices of the blocks, Adam for everything else."""

import torch


class Muon:
    """Steepest descent in the spectral norm (Jordan et al. 2024): the momentum, made orthogonal, is the step.

    Matrices of like shape are stepped together. A matrix that holds several side by side
    (query, key and value) is taken apart first, by `pieces`.
    """

    # Newton-Schulz: five steps of an odd polynomial take singular values in (0, 1] near 1.
    _POLYNOMIAL, _STEPS = (3.4445, -4.7750, 2.0315), 5

    def __init__(self, matrices: list[tuple[torch.Tensor, int]], momentum: float, weight_decay: float):
        self.weight_decay, self._momentum = weight_decay, momentum
        self._groups = {}
        for matrix, pieces in matrices:
            part = (matrix.shape[0], matrix.shape[1] // pieces)
            self._groups.setdefault((min(part), max(part)), []).append((matrix, pieces))
        self._buffers = {shape: None for shape in self._groups}

    def state_dict(self) -> dict:
        """The momenta."""
        return {"buffers": self._buffers}

    def load_state_dict(self, state: dict) -> None:
        """Take up the momenta of a saved state."""
        self._buffers = state["buffers"]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One update from the gradients."""
        for shape, members in self._groups.items():
            gradient = torch.stack([g for m, pieces in members for g in self._wide(m.grad, pieces)])
            if self._buffers[shape] is None:
                self._buffers[shape] = torch.zeros_like(gradient)
            buffer = self._buffers[shape].lerp_(gradient, 1 - self._momentum)
            steps = iter(_orthogonal(gradient.lerp(buffer, self._momentum), self._POLYNOMIAL, self._STEPS))
            for matrix, pieces in members:
                matrix.mul_(1 - rate * self.weight_decay)
                for part in matrix.chunk(pieces, 1):
                    step = next(steps)
                    scale = max(1.0, part.shape[1] / part.shape[0]) ** 0.5
                    part.sub_(step if part.shape == step.shape else step.t(), alpha=rate * scale)

    @staticmethod
    def _wide(matrix, pieces: int):
        return [part if part.shape[0] <= part.shape[1] else part.t() for part in matrix.chunk(pieces, 1)]


def _orthogonal(x: torch.Tensor, polynomial, steps: int) -> torch.Tensor:
    """About U V' of each matrix U S V' (batch, rows <= columns), in bfloat16."""
    a, b, c = polynomial
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-12)).bfloat16()
    for _ in range(steps):
        gram = torch.bmm(x, x.transpose(1, 2))
        inner = torch.baddbmm(gram, gram, gram, beta=b, alpha=c)
        x = torch.baddbmm(x, inner, x, beta=a)
    return x.float()
