"""Models by any name people give them: id, alias, product name, endpoint, or a loose "Kling 2.6"."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from director_kernel.schema.catalog import Model, Status

# First words of model ids and vendors that are ordinary words in a brief; in prose they name no model by themselves.
_ORDINARY = """
real creative clarity crystal aura stable z nano qwen image o1 o3 lcm music speech offline topaz magnific gpt gemini llama
director runway flux wan google meta luma alibaba tencent community
"""
ORDINARY = frozenset(_ORDINARY.split())
_STATUS_ORDER = {Status.ACTIVE: 0, Status.LEGACY: 1, Status.RETIRED: 2, Status.INVALID: 3}


def loose(name: str) -> str:
    """A name without case and punctuation: "Kling 2.6 Pro" → "kling26pro"."""
    return re.sub(r"[^a-z0-9]+", "", name.casefold())


class Names:
    """An index of every name of every model. `preferred` are the ids to take first when a family is named ("Kling")."""

    def __init__(self, models: Mapping[str, Model], preferred: Mapping[str, int]) -> None:
        self._models = models
        self._preferred = preferred
        self._exact: dict[str, str] = {}
        for names in (self._ids, self._aliases, self._titles, self._endpoints):
            for model in models.values():
                for name in names(model):
                    self._exact.setdefault(loose(name), model.id)
        self._families = self._family_index()

    def find(self, name: str) -> Model | None:
        """The model meant by `name`, None if nothing comes near. A family name takes the one to use first."""
        key = loose(name)
        if key in self._exact:
            return self._models[self._exact[key]]
        if key in self._families:
            return self._models[self._families[key]]
        return self._starting(key) if len(key) >= 4 else None

    def suggest(self, name: str, count: int = 3) -> tuple[str, ...]:
        """Ids that are written nearly like `name`, nearest first."""
        near = get_close_matches(loose(name), list(self._exact), n=count * 3, cutoff=0.6)
        return tuple(dict.fromkeys(self._exact[key] for key in near))[:count]

    def mentions(self, text: str) -> tuple[tuple[int, int, Model], ...]:
        """(start, end, model) of every model named in prose, longest names first come, no two overlapping."""
        tokens = [(match.start(), match.end()) for match in re.finditer(r"[A-Za-z0-9][A-Za-z0-9.\-]*[A-Za-z0-9]|[A-Za-z0-9]", text)]
        found: list[tuple[int, int, Model]] = []
        at = 0
        while at < len(tokens):
            size, model = self._at(text, tokens[at : at + 5])
            if model:
                found.append((tokens[at][0], tokens[at + size - 1][1], model))
            at += size
        return tuple(found)

    def _at(self, text: str, tokens: list[tuple[int, int]]) -> tuple[int, Model | None]:
        for size in range(len(tokens), 0, -1):
            key = loose(text[tokens[0][0] : tokens[size - 1][1]])
            if model := self._spoken(key):
                return size, model
        return 1, None

    def _spoken(self, key: str) -> Model | None:
        """A model named in prose: a full name, a family that is no ordinary word, or a family and a version ("kling 3")."""
        if len(key) < 3 or key in ORDINARY:
            return None
        if name := self._exact.get(key) or self._families.get(key):
            return self._models[name]
        return self._starting(key) if re.fullmatch(r"[a-z]{3,}\d{1,3}", key) else None

    def _starting(self, key: str) -> Model | None:
        """The first to use of the models whose ids begin with `key`."""
        starts = [model for model in self._models.values() if loose(model.id).startswith(key)]
        return min(starts, key=self._order, default=None)

    def _family_index(self) -> dict[str, str]:
        families: dict[str, list[Model]] = {}
        for model in self._models.values():
            first = re.split(r"[-.\d]", model.id, maxsplit=1)[0]
            for word in {first, loose(model.vendor)}:
                if len(word) >= 3:
                    families.setdefault(word, []).append(model)
        return {word: min(members, key=self._order).id for word, members in families.items() if word not in self._exact}

    def _order(self, model: Model) -> tuple[int, int, int, int, str]:
        return (_STATUS_ORDER[model.status], self._preferred.get(model.id, 10_000), -len(model.kinds), len(model.id), model.id)

    @staticmethod
    def _ids(model: Model) -> list[str]:
        return [model.id]

    @staticmethod
    def _aliases(model: Model) -> list[str]:
        return list(model.aliases)

    @staticmethod
    def _titles(model: Model) -> list[str]:
        inside = re.findall(r"\(([^)]{6,})\)", model.name)
        plain = re.sub(r"\([^)]*\)", "", model.name)
        return [model.name, plain.split(" / ")[0], *inside]

    @staticmethod
    def _endpoints(model: Model) -> list[str]:
        return [ref.id for ref in model.endpoints]
