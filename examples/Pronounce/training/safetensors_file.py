"""Reading and writing the safetensors format: 8 bytes header length, JSON header, raw tensors."""

import json
import struct

import numpy as np

_TYPES = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_NAMES = {dtype: name for name, dtype in _TYPES.items()}


def write(path, tensors: dict[str, np.ndarray]) -> None:
    """Write tensors (float32 or float16) in the order given, without gaps."""
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in tensors.items():
        end = offset + tensor.nbytes
        header[name] = {"dtype": _NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for tensor in tensors.values():
            file.write(np.ascontiguousarray(tensor).tobytes())


def read(path) -> dict[str, np.ndarray]:
    """Read every tensor of a file written by `write`."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], _TYPES[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items() if name != "__metadata__"
    }
