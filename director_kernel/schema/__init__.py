"""The nouns everything else speaks: frozen pydantic models, no I/O."""
