"""Settings that libraries read as they start, worth half of the time; import this before all of them.

One thread, so that results repeat. OpenBLAS takes newer processors for older ones unless told, and glibc gives freed
memory back to the system, only to ask for it again at the next step.
"""

import os
import sys
from pathlib import Path

_PROCESSOR = Path("/proc/cpuinfo")
_SETTINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": "4000000000",
    "MALLOC_TRIM_THRESHOLD_": "8000000000",
    "MALLOC_TOP_PAD_": "200000000",
}
if _PROCESSOR.exists() and "avx512bw" in _PROCESSOR.read_text():
    _SETTINGS["OPENBLAS_CORETYPE"] = "SkylakeX"
if not _SETTINGS.keys() <= os.environ.keys():
    os.execve(sys.executable, [sys.executable, *sys.argv], _SETTINGS | os.environ)
