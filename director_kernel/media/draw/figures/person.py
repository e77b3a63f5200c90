"""One person, drawn from back to front."""

from collections.abc import Callable
from dataclasses import replace

from director_kernel.media.draw.art import Art, Point
from director_kernel.media.draw.figures import adornments, aids, hair, hats
from director_kernel.media.draw.figures.body import Body, build
from director_kernel.media.draw.figures.face import draw_face
from director_kernel.media.draw.figures.hair_styles import LONG
from director_kernel.media.draw.figures.hands import draw_fingers, draw_hand, draw_palm, grip_point
from director_kernel.media.draw.figures.head import Head, draw_profile_ear, draw_skull
from director_kernel.media.draw.figures.limbs import draw_arm, draw_leg
from director_kernel.media.draw.figures.look import Look
from director_kernel.media.draw.figures.poses import Limb, Pose
from director_kernel.media.draw.figures.tailor import draw_apron, draw_arm_shadow, draw_hips, draw_neck, draw_outer, draw_skirt, draw_top
from director_kernel.media.draw.figures.wardrobe import Garment
from director_kernel.media.draw.ink import Ink
from director_kernel.media.draw.shape import num, turned
from director_kernel.schema.slots import KeySide

HIDES_HAIR = {"space", "helm", "helmet", "hijab", "turban"}


class Painter:
    """Draws one look in one pose with one ink."""

    def __init__(
        self,
        ink: Ink,
        look: Look,
        pose: Pose,
        head: Head,
        held: Art | None = None,
        grip: str = "",
        held_scale: float = 1.0,
        *,
        whole: bool = True,
    ) -> None:
        self.ink, self.look, self.pose, self.head = ink, look, pose, head
        self.body = build(look, pose)
        self.held, self.grip, self.held_scale = held, grip, held_scale
        self.whole = whole
        self.pieces = {g.slot: g for g in look.wardrobe}

    def draw(self) -> str:
        ink, body = self.ink, self.body
        ahead = [s for s in ("left", "right") if self._arm(s).over and self.pose.view != "back"]
        behind = [s for s in ("left", "right") if s not in ahead]
        aids.draw_behind(ink, body)
        adornments.draw_behind(ink, body)
        self._in_head(lambda: hair.draw_back(ink, self.head)) if self.look.hat not in HIDES_HAIR else None
        for side in behind:
            self._arm_and_hand(
                side, far=self.pose.view == "profile" or (self.pose.view == "three" and side == "left" and self.pose.left.upper < -20)
            )
        if self.whole:
            self._legs()
        self._clothes()
        adornments.draw_front(ink, body)
        self._in_head(self._draw_head)
        aids.draw_front(ink, body)
        for side in ahead:
            draw_arm_shadow(ink, body, side, self._sleeves())
            self._arm_and_hand(side, far=False)
        width = (3.6, 2.4, 1.6)[self.head.detail] * body.scale
        return ink.rim(width, 0.4 if ink.light.key_side is KeySide.FRONT else 0.9) + ink.take()

    def _arm(self, side: str) -> Limb:
        return self.pose.left if side == "left" else self.pose.right

    def _sleeves(self) -> list[Garment]:
        return [self.pieces[s] for s in ("top", "outer") if s in self.pieces]

    def _arm_and_hand(self, side: str, *, far: bool) -> None:
        ink, body, kind = self.ink, self.body, self._arm(side).hand
        held = self.held is not None and kind == "grip" and (side == self.pose.holding or self.grip == "two")
        if kind != "grip" or not held:
            draw_hand(ink, body, side, kind, far=far)
            draw_arm(ink, body, side, self._sleeves(), far=far)
            return
        draw_palm(ink, body, side)
        draw_arm(ink, body, side, self._sleeves(), far=far)
        if self.held is not None and side == self.pose.holding:
            ink.add(self._held_in_hand(side))
        draw_fingers(ink, body, side, style=self.grip, width=self._grip_width())

    def _grip_width(self) -> float:
        if self.held is None:
            return 24.0
        wide = self.held.anchors.get("grip_width", (self.held.width * 0.6, 0.0))[0]
        return wide * self.held_scale

    def _held_in_hand(self, side: str) -> str:
        assert self.held is not None
        gx, gy = grip_point(self.body, side)
        if self.grip == "two":
            gx, gy = (grip_point(self.body, "left")[0] + grip_point(self.body, "right")[0]) / 2, gy
        hx, hy = self.held.anchors.get("grip", (0.0, -self.held.height / 2))
        lean = {"stick": 14.0, "wrap": 5.0}.get(self.grip, 0.0) * (1 if side == "right" else -1)
        if self.pose.name == "drinking":
            lean = -24.0
        k = self.held_scale
        place = f"translate({num(gx)} {num(gy)}) rotate({num(lean)}) scale({k:.4f}) translate({num(-hx)} {num(-hy)})"
        return f'<g transform="{place}">{self.held.svg}{self.held.front}</g>'

    def _legs(self) -> None:
        bottom, feet = self.pieces.get("bottom"), self.pieces["feet"]
        top = self.pieces["top"]
        if bottom is None and top.name in {"space suit", "bodysuit", "jumpsuit", "dungarees", "armour"}:
            bottom = _legs_of(top)
        order = ("left", "right")
        if self.pose.view in {"profile", "three"} and self.pose.leg_left.upper > self.pose.leg_right.upper:
            order = ("right", "left")
        for i, side in enumerate(order):
            draw_leg(self.ink, self.body, side, bottom, feet, far=i == 0 and self.pose.view == "profile")
        if bottom is not None and bottom.cut != "skirt":
            draw_hips(self.ink, self.body, bottom)

    def _clothes(self) -> None:
        ink, body, p = self.ink, self.body, self.pieces
        draw_neck(ink, body)
        top = p["top"]
        suit = top.name in {"space suit", "bodysuit", "jumpsuit", "dungarees"}
        if "bottom" in p and p["bottom"].cut == "skirt":
            draw_top(ink, body, top)
            draw_skirt(ink, body, p["bottom"])
        else:
            draw_top(ink, body, _shortened(top) if suit else top)
        if "outer" in p:
            draw_outer(ink, body, p["outer"])
        if "apron" in p:
            draw_apron(ink, body, p["apron"])

    def _draw_head(self) -> None:
        ink, head = self.ink, self.head
        draw_skull(ink, head)
        draw_face(ink, head)
        adornments.draw_beard(ink, head)
        if self.look.hat == "space" and self.look.hair != "bald" and not head.back:
            hair.draw_front(ink, replace(head, look=replace(self.look, hair="slick")))
        if self.look.hat not in HIDES_HAIR:
            hair.draw_front(ink, head)
        if head.profile and self.look.hair not in LONG | {"bob"} and self.look.hat not in HIDES_HAIR:
            draw_profile_ear(ink, head)
        adornments.draw_glasses(ink, head)
        adornments.draw_jewels(ink, head)
        hats.draw(ink, head)

    def _in_head(self, paint: Callable[[], None]) -> None:
        """Draws in head space: chin at the origin, 100 units to the crown."""
        ink = self.ink
        before, ink.outline = ink.outline, []
        marks = ink.take()
        paint()
        inside, moved = ink.take(), ink.outline
        ink.outline = before
        transform = self.head_transform()
        ink.add(f'{marks}<g transform="{transform}">{inside}</g>')
        ink.moved += [(d, transform) for d in moved]

    def head_transform(self) -> str:
        x, y = self.body.chin
        k = self.body.head
        tilt = self.pose.tilt + self.pose.lean * 0.45 + self.pose.nod * 3 * (self.head.sign if self.head.profile else 0)
        drop = max(0.0, self.pose.nod) * 5 * self.body.scale
        return f"translate({num(x)} {num(y + drop)}) rotate({num(tilt)}) scale({k:.3f})"

    def anchors(self) -> dict[str, Point]:
        """Points of the drawn body, in figure units."""
        body, k = self.body, self.body.head
        cx, cy = body.chin
        tilt = self.pose.tilt + self.pose.lean * 0.45

        def up(height: float, aside: float = 0.0) -> Point:
            return turned((cx + aside * k, cy - height * k), tilt, (cx, cy))

        x = 37 * self.head.turn * 0.6
        out = {
            "head": up(50),
            "crown": up(106),
            "eyes": up(48, x),
            "mouth": up(17, x),
            "chin": up(0),
            "neck": body["neck"],
            "chest": body.spine(0.66),
            "waist": body.spine(0.36),
            "hips": body["pelvis"],
            "knees": _middle(body, "knee"),
            "feet": (0.0, 0.0),
        }
        if self.held is not None:
            out["grip"] = grip_point(body, self.pose.holding)
        for side in ("left", "right"):
            out[f"hand_{side}"] = grip_point(body, side)
            out[f"shoulder_{side}"] = body[f"shoulder_{side}"]
        return out


def _middle(body: Body, joint: str) -> Point:
    a, b = body[f"{joint}_left"], body[f"{joint}_right"]
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _legs_of(top: Garment) -> Garment:
    return replace(top, slot="bottom", cut="leggings" if top.name == "bodysuit" else "trousers")


def _shortened(top: Garment) -> Garment:
    return replace(top, hem=402.0)
