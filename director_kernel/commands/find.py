"""Find what is like something: earlier shots, scenes, films and prompts, templates and models."""

import base64

import click

from director_kernel.commands.kit import command
from director_kernel.commands.session import Session
from director_kernel.errors import AssetError, UsageError
from director_kernel.present.found_view import found_view
from director_kernel.present.shown import Shown
from director_kernel.schema.finding import FindKind, Found

_SIDE = 320
_MOST_PICTURES = 24


@command("find")
@click.argument("query", nargs=-1)
@click.option("--kind", "kinds", type=click.Choice([str(kind) for kind in FindKind]), multiple=True, help="Only these; may be repeated.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--prepare", is_flag=True, help="Work out all meanings first that aren't yet (the extra `semantic`).")
@click.option("--rebuild", is_flag=True, help="Make the index anew first.")
def find(session: Session, query: tuple[str, ...], kinds: tuple[str, ...], limit: int, prepare: bool, rebuild: bool) -> Shown:
    """Find earlier shots, scenes, films and prompts, templates and models: `find "rainy street at night" --kind shots`."""
    film = session.director.film
    done = film.finder.rebuild() if rebuild else None
    if prepare and not rebuild:
        film.finder.prepare()
        done = session.director.workspace.search.size()
    if not query:
        if done is None:
            raise UsageError('say what to find, for example: director find "rainy street at night"')
        return Shown(f"{done} things can be found.", data={"documents": done})
    found = film.find(" ".join(query), kinds, limit=limit)
    return found_view(found, _pictures(session, found))


def _pictures(session: Session, found: Found) -> dict[str, str]:
    """Thumbnails by asset, of what is here and can be shown."""
    assets = session.director.workspace.assets
    pictures: dict[str, str] = {}
    for sha256 in dict.fromkeys(hit.asset for hit in found.hits if hit.asset):
        asset = assets.get(sha256)
        if asset is None or not assets.here(asset) or not asset.mime.startswith(("image/", "video/")) or len(pictures) == _MOST_PICTURES:
            continue
        from director_kernel.media.thumbnail import thumbnail

        try:
            small = thumbnail(assets.path(asset), asset.mime, _SIDE)
        except (AssetError, ValueError, OSError):
            continue  # a file that is damaged is found all the same
        pictures[sha256] = f"data:image/jpeg;base64,{base64.b64encode(small).decode()}"
    return pictures


COMMANDS = [find]
