"""Poses as data, and the pose that a shot's words ask for.

Angles are degrees: 0 hangs straight down, positive swings to frame right, 180 is straight up. `left` and `right` are as the camera sees
them. Turned poses face frame right; facing left is the same drawing mirrored.
"""

from dataclasses import dataclass, replace

from director_kernel.media.draw.figures import words


@dataclass(frozen=True)
class Limb:
    """Two bones: their angles, how much of each the camera sees (1: all, less: foreshortened), and what the hand does."""

    upper: float
    lower: float
    reach: tuple[float, float] = (1.0, 1.0)
    hand: str = "relaxed"
    over: bool = True
    """Drawn over the body (and the face); False: behind it."""


@dataclass(frozen=True)
class Pose:
    """A whole body. `view`: front, three, profile, back. `turn` is how far the head looks to frame right, -1 … 1."""

    name: str
    left: Limb = Limb(-9, -4, over=False)
    right: Limb = Limb(9, 4, over=False)
    leg_left: Limb = Limb(-4, -2)
    leg_right: Limb = Limb(5, 3)
    view: str = "front"
    lean: float = 0.0
    turn: float = 0.0
    tilt: float = 0.0
    nod: float = 0.0
    aid: str = ""
    """What the pose needs to make sense: stool, wheel, desk."""
    lie: float = 0.0
    """The whole body turned, degrees (lying, flying)."""

    @property
    def holding(self) -> str:
        """The hand that takes a held thing: right unless only the left grips."""
        return "left" if self.left.hand == "grip" and self.right.hand != "grip" else "right"


_IDLE_L, _IDLE_R = Limb(-9, -4, over=False), Limb(9, 4, over=False)
_UP = Limb(15, 189, (0.92, 0.9), "grip")

POSES: dict[str, Pose] = {
    p.name: p
    for p in (
        Pose("standing", tilt=-2),
        Pose("contrapposto", left=Limb(-11, 2, over=False), leg_left=Limb(-2, 0), leg_right=Limb(9, 4), lean=-2, tilt=3),
        Pose("walking", Limb(-26, -8, over=False), Limb(24, 44), Limb(-20, -40), Limb(24, 8), view="three", turn=0.5, lean=3),
        Pose(
            "running",
            Limb(-62, 34, (1, 0.9), "fist", False),
            Limb(38, 128, (1, 0.95), "fist"),
            Limb(-28, -98),
            Limb(60, -6),
            view="profile",
            turn=1,
            lean=13,
        ),
        Pose(
            "sitting",
            Limb(-12, 30, (1, 0.85)),
            Limb(16, 40, (1, 0.9)),
            Limb(66, 2, (0.86, 1)),
            Limb(74, 6, (0.92, 1)),
            view="three",
            turn=0.35,
            aid="stool",
        ),
        Pose(
            "sitting front", Limb(-16, 14, (1, 0.8)), Limb(16, -14, (1, 0.8)), Limb(-26, -3, (0.38, 1)), Limb(26, 3, (0.38, 1)), aid="stool"
        ),
        Pose(
            "kneeling",
            Limb(-10, 20, (1, 0.9)),
            Limb(14, 50),
            Limb(4, -86, (0.96, 0.9)),
            Limb(80, 2, (0.95, 1)),
            view="three",
            turn=0.5,
            lean=5,
        ),
        Pose(
            "crouching",
            Limb(20, 60, (1, 0.9)),
            Limb(36, 70),
            Limb(64, -46, (0.95, 0.95)),
            Limb(98, -30, (0.95, 0.95)),
            view="profile",
            turn=1,
            lean=26,
        ),
        Pose("reaching", _IDLE_L, Limb(112, 122, (1, 1), "open"), view="three", turn=0.5, lean=5, leg_right=Limb(12, 4)),
        Pose("show", _IDLE_L, _UP, tilt=3),
        Pose("hold", Limb(-12, 2, over=False), Limb(13, 236, (0.95, 0.62), "grip"), tilt=2),
        Pose("carry", Limb(-14, 60, (0.95, 0.75), "grip"), Limb(14, -60, (0.95, 0.75), "grip")),
        Pose("hang", _IDLE_L, Limb(10, 5, hand="grip")),
        Pose("lift", _IDLE_L, Limb(52, 150, (1, 1), "grip"), turn=0.25),
        Pose("hips", Limb(-44, 46, (0.95, 0.92), "hip"), Limb(44, -46, (0.95, 0.92), "hip"), leg_left=Limb(-7, -4), leg_right=Limb(8, 5)),
        Pose("hip", Limb(-44, 46, (0.95, 0.92), "hip"), Limb(9, 4, over=False), leg_left=Limb(-3, -2), leg_right=Limb(9, 3), tilt=3),
        Pose("pointing", _IDLE_L, Limb(82, 92, (1, 1), "point"), turn=0.4, view="three"),
        Pose(
            "dancing", Limb(-128, -170, hand="open"), Limb(74, 150, hand="open"), Limb(-16, -6), Limb(36, -28), lean=-7, tilt=8, turn=0.25
        ),
        Pose("phone", Limb(-12, 8, over=False), Limb(15, 222, (0.95, 0.72), "grip"), nod=0.8, turn=0.1),
        Pose("drinking", Limb(-11, -2, over=False), Limb(38, 222, (0.78, 0.86), "grip"), tilt=-3, turn=0.16, nod=-0.35),
        Pose("applying", Limb(-11, -2, over=False), Limb(36, 209, (0.62, 1.08), "touch"), tilt=5, turn=-0.12),
        Pose("thinking", Limb(-14, 66, (0.95, 0.8), "tuck"), Limb(22, 204, (0.85, 0.96), "touch"), tilt=4, turn=0.2),
        Pose("call", Limb(-11, -2, over=False), Limb(42, 196, (0.7, 1.02), "grip"), tilt=5),
        Pose(
            "driving",
            Limb(-24, 148, (0.75, 0.5), "fist"),
            Limb(24, -148, (0.75, 0.5), "fist"),
            Limb(-22, -3, (0.4, 1)),
            Limb(22, 3, (0.4, 1)),
            aid="wheel",
        ),
        Pose(
            "desk",
            Limb(-22, 34, (0.92, 0.62), "type"),
            Limb(22, -34, (0.92, 0.62), "type"),
            Limb(-16, -2, (0.36, 1)),
            Limb(16, 2, (0.36, 1)),
            nod=0.35,
            aid="desk",
        ),
        Pose(
            "crossed", Limb(-16, 98, (0.88, 0.92), "tuck"), Limb(16, -98, (0.88, 0.92), "tuck"), leg_left=Limb(-6, -4), leg_right=Limb(7, 4)
        ),
        Pose("waving", _IDLE_L, Limb(66, 164, (0.95, 1), "open"), tilt=3),
        Pose("cheering", Limb(-148, -168, hand="fist"), Limb(148, 168, hand="fist"), leg_left=Limb(-9, -5), leg_right=Limb(9, 5), nod=-0.4),
        Pose(
            "fighting",
            Limb(-24, 148, (0.9, 0.8), "fist"),
            Limb(26, 196, (0.9, 0.85), "fist"),
            Limb(-18, -10),
            Limb(18, 4),
            view="three",
            turn=0.4,
            lean=5,
        ),
        Pose(
            "jumping",
            Limb(-132, -160, hand="open", over=False),
            Limb(118, 150, hand="open"),
            Limb(-34, -98),
            Limb(42, -44),
            view="three",
            turn=0.4,
            lean=4,
        ),
        Pose("praying", Limb(-18, 128, (0.9, 0.78), "flat"), Limb(18, -128, (0.9, 0.78), "flat"), nod=0.4),
        Pose(
            "pockets", Limb(-20, 14, (0.95, 0.85), "tuck"), Limb(20, -14, (0.95, 0.85), "tuck"), leg_left=Limb(-3, -2), leg_right=Limb(8, 4)
        ),
        Pose("profile", Limb(-7, 3, over=False), Limb(5, 14), Limb(-3, -5), Limb(5, 1), view="profile", turn=1),
        Pose("three", Limb(-10, -2, over=False), Limb(9, 12, over=False), Limb(-5, -4), Limb(6, 3), view="three", turn=0.5),
        Pose("back", view="back"),
        Pose("lying", Limb(-14, -6), Limb(16, 12), Limb(-3, -2), Limb(4, 3), lie=-90),
        Pose("flying", Limb(-12, -8, over=False), Limb(172, 178, hand="fist"), Limb(-6, -14), Limb(4, 2), view="three", turn=0.4, lie=62),
        Pose("bowing", Limb(16, 24), Limb(20, 28), Limb(-2, -2), Limb(3, 1), view="profile", turn=1, lean=38),
    )
}

# What was said, to a pose; the first line that matches wins, so the particular stands before the general.
SAID: words.Table = (
    (
        r"(?:seen )?from behind|back to (?:the )?camera|back turned|from the back|turn(?:s|ed|ing) away|walks? away|walking away|rear view",
        "back",
    ),
    (
        r"appl(?:y|ies|ying)|dab(?:s|bing)?|moisturi[sz]\w+|massag\w+|rub(?:s|bing)?|touch(?:es|ing)? (?:her|his|their|the)? ?(?:face"
        r"|cheek|skin|hair)|drops? .*(?:cheek|face|skin)"
        r"|brush(?:es|ing)? (?:her|his|their)? ?teeth|puts? on (?:lipstick|make-?up)",
        "applying",
    ),
    (
        r"drink(?:s|ing)?|sip(?:s|ping)?|tast(?:es|ing)|eat(?:s|ing)?|bit(?:es|ing)|swallow\w*|gulp\w*|smell(?:s|ing)?|inhal\w+|kiss\w*"
        r"|sing(?:s|ing)?",
        "drinking",
    ),
    (r"(?:on|talk\w+ on|answers?|to (?:her|his) ear).{0,14}phone|phone call|calls?", "call"),
    (
        r"(?:look\w*|star\w+|scroll\w*|glanc\w+|text\w*|typ\w+|swip\w+|tap\w*|check\w*).{0,24}(?:phone|screen|tablet|watch)|texting"
        r"|scroll(?:s|ing)|selfie|reads?|reading",
        "phone",
    ),
    (r"driv(?:es|ing|e)|behind the wheel|steer(?:s|ing)?|at the wheel", "driving"),
    (
        r"at (?:a|the|his|her|their) (?:desk|computer|laptop|keyboard|workbench|typewriter|piano)|typ(?:es|ing)|cod(?:es|ing)|work(?:s"
        r"|ing) at|writ(?:es|ing)",
        "desk",
    ),
    (r"arms? (?:crossed|folded)|crosse[sd]? (?:her|his|their)? ?arms|folded arms", "crossed"),
    (r"hands? on (?:her|his|their|the)? ?hips|akimbo|power pose|superhero pose", "hips"),
    (r"hand on (?:her|his|their|the|a)? ?hip", "hip"),
    (r"hands? in (?:her|his|their|the)? ?pockets?", "pockets"),
    (r"wav(?:es|ing) (?:at|to|hello|goodbye)|waving|waves|greets?", "waving"),
    (r"lean(?:s|ing) in|bow(?:s|ing)|bend(?:s|ing) (?:over|down)", "bowing"),
    (r"point(?:s|ing)", "pointing"),
    (r"danc(?:es|ing|e|er)|twirl\w*|spin(?:s|ning)|ballet", "dancing"),
    (
        r"cheer(?:s|ing)?|celebrat\w+|arms? (?:raised|up|in the air|wide)|raise[sd]? (?:her|his|their)? ?arms|victor\w+|triumph\w*"
        r"|rejoic\w+",
        "cheering",
    ),
    (r"jump(?:s|ing)?|leap(?:s|ing)?|skip(?:s|ping)", "jumping"),
    (r"fl(?:y|ies|ying)|soar(?:s|ing)?|hover\w*", "flying"),
    (r"fight(?:s|ing)?|box(?:es|ing)|punch\w*|martial|karate|kick\w*|battle\w*|combat", "fighting"),
    (r"runs?|running|sprint\w*|jog(?:s|ging)?|flee(?:s|ing)?|chas(?:es|ing|ed)|race[sd]?|racing|escap\w+|dash\w*|rush\w*", "running"),
    (
        r"show(?:s|ing|cases?)|present(?:s|ing)?|(?:holds?|holding|lifts?|raises?|brings?)\b.{0,44}(?:to|toward|towards|at|near|beside"
        r"|next to) (?:the |her |his )?(?:camera|lens|face|cheek|light|eye)"
        r"|holds? (?:it |the \w+ )?up|holding up|reveals?",
        "show",
    ),
    (r"(?:holds?|holding|raises?|lifts?|raising|lifting)\b.{0,30}(?:lantern|torch|lamp|candle|sword|flag|trophy|umbrella|light)", "lift"),
    (r"kneel(?:s|ing)?|on (?:one|her|his) knees?|propos(?:es|ing)|knelt", "kneeling"),
    (r"crouch(?:es|ing)?|squat\w*|stoop\w*|hunch\w*", "crouching"),
    (r"sit(?:s|ting)?|seated|sat|perched|rests? on|lounges?", "sitting"),
    (r"l(?:ies|ying|aying)(?: down)?|sleep(?:s|ing)?|asleep|in bed|reclin\w+", "lying"),
    (
        r"reach(?:es|ing)?(?: out| for| toward\w*)?|stretch(?:es|ing)?|grabs?|opens?|opening|touch(?:es|ing)?|knocks?|picks? up|picking"
        r"|throws?|pours?|pouring|stirs?|cooks?",
        "reaching",
    ),
    (r"think(?:s|ing)?|ponder\w*|hand on (?:her|his|their)? ?chin|contemplat\w*|wonder(?:s|ing)", "thinking"),
    (r"pray(?:s|ing)?|meditat\w*|hands together|clap\w*", "praying"),
    (
        r"walk(?:s|ing|ed)?|stroll\w*|stride[sd]?|striding|march\w*|strut\w*|hik(?:es|ing)|wander\w*|step(?:s|ping)?|approach\w*|enter(?:s"
        r"|ing)?|climb\w*|crosses|crossing|limp\w*",
        "walking",
    ),
    (r"carr(?:y|ies|ying).{0,20}(?:box|tray|basket|parcel|package|crate|cake|pizza|bowl|baby|child)|both hands", "carry"),
    (r"carr(?:y|ies|ying)|with (?:a|his|her) (?:suitcase|briefcase|bag|bucket|lantern)", "hang"),
    (
        r"hold(?:s|ing)?|grip(?:s|ping)?|clutch\w*|cradl\w*|with (?:a|the|her|his) (?:cup|mug|glass|bottle|phone|book|camera|microphone)",
        "hold",
    ),
    (r"profile|side view|side[- ]on|from the side", "profile"),
    (r"three[- ]quarter\w*|3/4|looks? (?:away|off|left|right|out)|gaz(?:es|ing) (?:out|off|at the)|turns?", "three"),
    (r"stand(?:s|ing)?|pos(?:es|ing)|wait(?:s|ing)?|still", "standing"),
)

LEFTWARD = r"(?:profile|facing|to|turn\w*|frame|camera|runs?|walks?|looks?|gaz\w+)(?: \w+)? left|left profile|leftwards?|from right to left"


def choose(pose: str, action: str, gaze: str, *, holding: str = "") -> tuple[Pose, bool]:
    """The pose the words ask for, and whether it faces frame left. `holding` is the grip of a held thing, or empty."""
    asked = pose.strip().lower()
    name = asked if asked in POSES else words.first(SAID, asked) or words.first(SAID, action.lower())
    name = name or ({"hang": "hang", "two": "carry", "palm": "hold"}.get(holding, "show") if holding else "standing")
    chosen = POSES[name]
    if holding and "grip" not in (chosen.left.hand, chosen.right.hand):
        chosen = replace(chosen, right=replace(_carrying(chosen), hand="grip", over=True))
    leftward = words.compiled(LEFTWARD).search(f"{asked} {action.lower()}") is not None or (chosen.turn >= 0.3 and "left" in gaze.lower())
    return chosen, leftward


def _carrying(pose: Pose) -> Limb:
    idle = pose.right.hand in {"relaxed", "tuck", "flat", "type", "hip"}
    return _UP if idle and pose.view == "front" and pose.name == "standing" else Limb(16, 98, (1, 0.9)) if idle else pose.right
