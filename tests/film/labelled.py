"""A film of forty shots and twenty questions about it, each with the shot a person would mean: half say its words, half only mean it."""

from director_kernel.prompts.read import read_slots
from director_kernel.schema.project import Beat, Project, Scene, Shot

SHOTS = {
    "alley": "Wide shot, a woman hurries down a narrow alley in heavy rain at night, neon signs in the puddles",
    "kiss": "Close-up, two lovers kiss on a railway platform while the train pulls away",
    "bread": "An old baker takes loaves out of a stone oven before dawn",
    "chase": "Handheld, a thief runs across rooftops, police close behind",
    "storm": "A fishing boat climbs a huge wave in a storm",
    "grave": "A widow lays flowers on a grave in the fog",
    "dance": "A ballerina rehearses alone in an empty theatre under one spotlight",
    "rocket": "Low angle, a rocket lifts off in a cloud of smoke",
    "cat": "A cat sleeps in a patch of sunlight on a windowsill",
    "duel": "Two gunslingers face each other in a dusty street at noon",
    "letter": "Insert, a hand opens a letter sealed with red wax",
    "surgeon": "Surgeons operate under bright lamps, monitors beeping",
    "market": "A crowded market with spices, fruit and shouting vendors",
    "snow": "A lone wolf walks through a snowy forest at blue hour",
    "piano": "A boy plays the piano badly while his grandmother listens",
    "robot": "A rusty robot waters a small plant in a ruined city",
    "mirror": "A clown wipes off his make-up in front of a mirror",
    "whale": "A whale breaches beside a small kayak",
    "prison": "A guard slams the door of a cell, the prisoner sits down",
    "wedding": "Guests throw rice over a bride and groom outside a church",
    "library": "A scholar reads an ancient book by candlelight in a library",
    "coffee": "Macro shot, coffee pours into a white cup, steam rises",
    "boxing": "A boxer hits the ground in slow motion, sweat flying",
    "balloon": "A child lets go of a red balloon and watches it rise",
    "kitchen": "A chef flames a pan in a busy restaurant kitchen",
    "desert": "A caravan of camels crosses the dunes at sunset",
    "subway": "Commuters stare at their phones in an underground train",
    "attic": "A girl finds a dusty music box in the attic",
    "queen": "A queen in a golden crown sits on her throne, bored",
    "swim": "A swimmer dives into a turquoise pool, overhead shot",
    "fire": "Firefighters carry a man out of a burning house",
    "chess": "Two old men play chess in the park in autumn",
    "jungle": "An explorer cuts through the jungle with a machete",
    "moon": "An astronaut plants a flag on the moon",
    "hospital": "A father holds his newborn baby for the first time",
    "office": "A clerk falls asleep at his desk among stacks of paper",
    "bike": "A courier rides a bicycle between stuck cars",
    "ghost": "A pale figure stands at the end of a dark corridor",
    "harvest": "Farmers cut wheat under a huge sky at golden hour",
    "violin": "A street musician plays the violin for nobody in the cold",
}
LABELLED = (
    ("rainy street at night", "alley"),
    ("ECU of a letter being opened", "letter"),
    ("wolf in the snow", "snow"),
    ("boxer slow motion", "boxing"),
    ("camels at sunset", "desert"),
    ("top-down shot of a pool", "swim"),
    ("POV down a dark corridor", "ghost"),
    ("chef in a kitchen", "kitchen"),
    ("wheat at magic hour", "harvest"),
    ("by candle light, reading", "library"),
    ("a couple says goodbye at the station", "kiss"),
    ("mourning a dead husband", "grave"),
    ("spaceship launch", "rocket"),
    ("western showdown", "duel"),
    ("sailors in danger at sea", "storm"),
    ("a parent meets their child", "hospital"),
    ("a burglar escapes over the roofs", "chase"),
    ("post-apocalyptic machine with something living", "robot"),
    ("bored monarch", "queen"),
    ("rescue from the flames", "fire"),
)


def labelled_film() -> Project:
    """The forty shots, ten to a scene; each id is its key."""
    keys = list(SHOTS)
    scenes = []
    for number in range(4):
        mine = keys[number * 10 : number * 10 + 10]
        shots = tuple(Shot(id=key, slots=read_slots(SHOTS[key]).with_(inferred=())) for key in mine)
        scenes.append(Scene(id=f"s{number}", title=f"Part {number + 1}", beats=(Beat(id=f"b{number}", text="", shots=shots),)))
    return Project(title="Forty pictures", scenes=tuple(scenes))
