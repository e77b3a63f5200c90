"""Values as YAML a person likes to read, which our reader gives back exactly."""

from functools import cache
from typing import Any


def written(value: Any) -> str:
    """The YAML of a JSON value, keys in their order; text of several lines stands as it is. `files.parse` gives the same value back, but
    for numbers our YAML does not know (1e-05), which it gives as text."""
    yaml, dumper = _yaml()
    text: str = yaml.dump(value, Dumper=dumper, sort_keys=False, allow_unicode=True, width=120, default_flow_style=False)
    return text


@cache
def _yaml() -> tuple[Any, Any]:
    """The yaml module and our dumper; imported here, on first use, because it costs more than the rest of the package."""
    import yaml

    class Dumper(yaml.CSafeDumper):  # type: ignore[misc, name-defined, unused-ignore]
        """Never writes an alias, which our reader refuses."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: Any, value: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)

    Dumper.add_representer(str, text)
    return yaml, Dumper
