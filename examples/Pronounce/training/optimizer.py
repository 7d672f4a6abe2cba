"""Muon: steepest descent in the spectral norm, for the matrices of a transformer's blocks."""

import torch


class Muon:
    """The momentum, made orthogonal, is the step (Jordan et al. 2024). Matrices of like shape are stepped together."""

    # Newton-Schulz: five steps of an odd polynomial take singular values in (0, 1] near 1.
    _POLYNOMIAL, _STEPS = (3.4445, -4.7750, 2.0315), 5

    def __init__(self, matrices: list[tuple[torch.Tensor, float]], momentum: float, weight_decay: float):
        """Each matrix [outputs, inputs] comes with a factor of its rate."""
        self._weight_decay, self._momentum = weight_decay, momentum
        self._groups = {}
        for matrix, factor in matrices:
            self._groups.setdefault((min(matrix.shape), max(matrix.shape)), []).append((matrix, factor))
        self._buffers = {shape: torch.zeros(len(members), *shape) for shape, members in self._groups.items()}

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
            gradient = torch.stack([_wide(matrix.grad) for matrix, _ in members])
            buffer = self._buffers[shape].lerp_(gradient, 1 - self._momentum)
            steps = _orthogonal(gradient.lerp(buffer, self._momentum), self._POLYNOMIAL, self._STEPS)
            for (matrix, factor), step in zip(members, steps):
                scale = max(1.0, matrix.shape[0] / matrix.shape[1]) ** 0.5
                matrix.mul_(1 - rate * self._weight_decay)
                _wide(matrix).sub_(step, alpha=rate * scale * factor)


def _wide(matrix: torch.Tensor) -> torch.Tensor:
    return matrix if matrix.shape[0] <= matrix.shape[1] else matrix.t()


def _orthogonal(x: torch.Tensor, polynomial, steps: int) -> torch.Tensor:
    """About U V' of each matrix U S V' (batch, rows <= columns), in bfloat16."""
    a, b, c = polynomial
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-12)).bfloat16()
    for _ in range(steps):
        gram = torch.bmm(x, x.transpose(1, 2))
        inner = torch.baddbmm(gram, gram, gram, beta=b, alpha=c)
        x = torch.baddbmm(x, inner, x, beta=a)
    return x.float()
