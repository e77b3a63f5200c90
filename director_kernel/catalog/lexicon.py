"""Words people use and what they mean, read from `catalog/lexicon/*.yaml`."""

from functools import cache
from typing import Any

from director_kernel.errors import CatalogError
from director_kernel.settings import assets_root


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """The word lists of one file (`film`, `world`, `brief`, `copy`, `revise`, `languages`), parsed once per process.

    Callers must not change what they get. Raises CatalogError naming the file when it is missing or not YAML.
    """
    import yaml

    path = assets_root() / "catalog" / "lexicon" / f"{name}.yaml"
    try:
        data = yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise CatalogError(f"{path} can't be read ({error.strerror}): reinstall director-kernel") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise CatalogError(f"{path}:{line}: not valid YAML: mend that line") from None
    if not isinstance(data, dict):
        raise CatalogError(f"{path}:1: a mapping of word lists is needed: mend the file")
    return data
