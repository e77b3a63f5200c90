"""Open places."""

from director_kernel.media.draw.atmosphere import haze
from director_kernel.media.draw.scene import Scene
from director_kernel.media.draw.sky import sky
from director_kernel.media.draw.water import water


def sea(scene: Scene) -> None:
    sky(scene)
    water(scene, scene.shot.horizon)
    haze(scene, scene.mid, scene.shot.horizon, 60, 0.35)
