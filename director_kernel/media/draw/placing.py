"""Where an attached picture goes: behind everything, on the product's surface, in somebody's hands, or pinned to the board."""

from director_kernel.media.draw.atmosphere import haze
from director_kernel.media.draw.attached import Picture
from director_kernel.media.draw.composition import HEADROOM
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import num
from director_kernel.media.draw.things import contact, dressing, fitted, halo, surface
from director_kernel.media.draw.typography import BOLD, text


def backdrop(scene: Scene, picture: Picture) -> None:
    """The picture as the place: it fills the set, never mirrored, with a little of the hour's light over it."""
    shot = scene.shot
    unflip = f' transform="translate({num(shot.width)} 0) scale(-1 1)"' if shot.flip else ""
    scene.bg.add(picture.image(shot.left, shot.top, shot.span, shot.bottom - shot.top, fill=True, extra=unflip))
    scene.bg.rect(shot.left, shot.top, shot.span, shot.bottom - shot.top, scene.palette.tint, fill_opacity=scene.palette.tinting * 0.5)
    haze(scene, scene.mid, shot.horizon, shot.height * 0.3, 0.16)


def product_picture(scene: Scene, picture: Picture) -> None:
    """The attached product as the hero: standing on a surface with its shadow and reflection; uncut pictures stand as a framed print."""
    scale, x, base = fitted(scene, picture.width, picture.height)
    wide, tall = picture.width * scale, picture.height * scale
    halo(scene, x, base - tall * 0.55, tall)
    surface(scene, base)
    dressing(scene, x, base, wide, tall)
    if picture.cut:
        mirrored = picture.image(-wide / 2, -tall, wide, tall)
        scene.under.add(f'<g transform="translate({num(x)} {num(base)}) scale(1 -0.45)" opacity="0.22">{mirrored}</g>')
    else:
        edge = max(8.0, tall * 0.022)
        scene.hero.rect(x - wide / 2 - edge, base - tall - edge, wide + 2 * edge, tall + 2 * edge, scene.tone("#f7f3ec"), rx=3)
    contact(scene, x, base, wide * 0.5)
    scene.hero.add(picture.image(x - wide / 2, base - tall, wide, tall))
    _key_light(scene, x, base, wide, tall, cut=picture.cut)


def _key_light(scene: Scene, x: float, base: float, wide: float, tall: float, *, cut: bool) -> None:
    """The key's colour over the picture's near side, so that it sits in the same light."""
    if cut:
        return
    left = scene.light.key_side.value != "right"
    paint = scene.hero.linear((0, scene.light.key, 0.24), (0.5, scene.light.key, 0), x1=0 if left else 1, x2=1 if left else 0, y2=0)
    scene.hero.rect(x - wide / 2, base - tall, wide, tall, paint)


def beside_people(scene: Scene, picture: Picture, role: str) -> None:
    """A product in front of the person at hand height; a character reference or a mark pinned to the frame's corner."""
    if role == "product":
        _at_hand(scene, picture)
    elif role in ("character", "logo"):
        _pinned(scene, picture, "REF" if role == "character" else "MARK")


def _at_hand(scene: Scene, picture: Picture) -> None:
    shot = scene.shot
    close = shot.size in HEADROOM
    tall = shot.usable * 0.36 if close else max(shot.body * 0.24, shot.usable * 0.16)
    wide = tall * picture.width / picture.height
    if wide > shot.width * 0.4:
        tall, wide = tall * shot.width * 0.4 / wide, shot.width * 0.4
    side = -1 if shot.subject > shot.width / 2 else 1
    x = shot.subject + side * (shot.width * 0.2 if close else shot.body * 0.16 + wide * 0.4)
    base = shot.usable * 0.93 if close else shot.feet - shot.body * 0.4
    scene.hero.glow(x, base, wide * 0.7, max(6.0, wide * 0.1), "#05060a", 0.5)
    scene.hero.add(picture.image(x - wide / 2, base - tall, wide, tall))


def _pinned(scene: Scene, picture: Picture, label: str) -> None:
    shot = scene.shot
    size = min(shot.width, shot.usable) * 0.24
    x, y = (shot.width - size - 44, 70) if shot.side < 0 else (44, 70)
    edge = size * 0.05
    with scene.type.group(transform=f"rotate({3 if shot.side < 0 else -3} {num(x + size / 2)} {num(y + size / 2)})"):
        scene.type.rect(x - edge + 4, y - edge + 6, size + 2 * edge, size + 4.4 * edge, "#000000", fill_opacity=0.3)
        scene.type.rect(x - edge, y - edge, size + 2 * edge, size + 4.4 * edge, "#f7f4ee")
        scene.type.add(picture.image(x, y, size, size, fill=True))
        scene.type.add(text(label, x + size / 2, y + size + edge * 2.2, size * 0.08, BOLD, "#4a4640", "middle"))
        scene.type.rect(x + size / 2 - size * 0.13, y - edge * 2.4, size * 0.26, edge * 2.4, "#e8d9a8", fill_opacity=0.75)
