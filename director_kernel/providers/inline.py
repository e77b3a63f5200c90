"""Files written into the request that refers to them."""

import base64

from director_kernel.errors import NotAccepted
from director_kernel.providers.protocol import InputFile


def bytes_of(file: InputFile) -> bytes:
    """The file's bytes. Raises NotAccepted where it can't be read: nothing was sent then."""
    try:
        return file.path.read_bytes()
    except OSError as error:
        why = f"{file.path} can't be read ({error.strerror}); `director doctor` finds damaged assets."
        raise NotAccepted(why, billed=False) from None


def data_uri(file: InputFile) -> str:
    """The file as a data: URI. Raises NotAccepted."""
    return f"data:{file.asset.mime};base64,{base64.b64encode(bytes_of(file)).decode()}"
