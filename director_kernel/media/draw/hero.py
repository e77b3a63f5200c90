"""The subject: people and things, staged in the frame."""

from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.svg import num
from director_kernel.schema.slots import Character

HEADS = 800.0


def places(count: int, shot_x: float, width: float) -> list[float]:
    """x of each of `count` people; one stands at the shot's own place."""
    if count <= 1:
        return [shot_x]
    reach = 0.19 if count == 2 else 0.27
    middle = width / 2 + (shot_x - width / 2) * 0.25
    return [middle + width * reach * (2 * index / (count - 1) - 1) for index in range(count)]


def people(scene: Scene) -> None:
    for index, (character, x) in enumerate(
        zip(scene.slots.characters, places(len(scene.slots.characters), scene.shot.subject, scene.shot.width), strict=False)
    ):
        _stand(scene, character, x, index)


def _stand(scene: Scene, character: Character, x: float, index: int) -> None:
    shot = scene.shot
    scene.hero.add(f'<g transform="translate({num(x)} {num(shot.feet)}) scale({shot.body / HEADS:.4f})">{_silhouette(scene)}</g>')


def _silhouette(scene: Scene) -> str:
    ink = scene.palette.dark()
    return (
        f'<path d="M-95 0C-110 -300 -120 -560 -70 -650C-40 -670 -30 -680 -26 -700H26C30 -680 40 -670 70 -650C120 -560 110 -300 95 0Z" fill="{ink}"/>'
        f'<ellipse cx="0" cy="-750" rx="40" ry="50" fill="{ink}"/>'
    )
