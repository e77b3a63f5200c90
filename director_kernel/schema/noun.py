"""The base of every noun: frozen, camelCase on the wire, snake_case in Python."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class Noun(BaseModel):
    """A frozen value that travels between layers; unknown fields are refused."""

    # Built at first use: a command that needs three nouns does not wait for sixty.
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_computed(cls, data: Any) -> Any:
        """What we compute ourselves is ignored when it comes back, so that `validate(x.wire()) == x`."""
        computed = cls.model_computed_fields
        if not computed or not isinstance(data, dict):
            return data
        names = set(computed) | {field.alias for field in computed.values()}
        return {key: value for key, value in data.items() if key not in names}

    def with_(self, **changes: Any) -> Self:
        """A copy with some fields changed and the whole checked again (`model_copy` would skip the checks)."""
        return type(self).model_validate({**{name: getattr(self, name) for name in type(self).model_fields}, **changes})

    def wire(self) -> dict[str, Any]:
        """The JSON form: camelCase keys, plain values, unset and empty optional fields left out."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)


def storable(text: str) -> str:
    """`text` with question marks where UTF-8 has no letter: bytes that were none reach Python as lone surrogates, which can't be stored."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
