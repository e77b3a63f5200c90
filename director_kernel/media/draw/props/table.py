"""Which words name which prop, with its usual colour, material, true height and how it is held.

One line a prop: drawing | words (regular expression, whole words, plural s understood) | colour | material | height in cm | grip |
default print. A line that starts with spaces continues the one before. Particular names stand before general ones: the first line that
matches the name wins; a name's last noun is tried first.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

CM = 800 / 175
"""Figure units in a centimetre: an adult of 175 cm is drawn 800 units tall."""

_TABLE = r"""
wear.glasses | (?:sun ?)?glasses, spectacles, shades, goggles, vr headset, eyewear | #26221f | plastic | 5 | stick
vessels.dropper | serum(?: bottle| dropper)?, dropper(?: bottle)?, essential oil, face oil, beard oil, tincture, ampoule, pipette,
  vitamin c | #e8912a | glass | 12 | wrap
vessels.perfume | perfume(?: bottle)?, fragrance, cologne, eau de (?:parfum|toilette), scent bottle, potion | #e3a9a0 | glass | 11 | wrap
vessels.spray | pump(?: bottle)?, spray(?: bottle)?, soap dispenser, shampoo, conditioner, body wash, body lotion, hand sanitizer,
  lotion, cleanser, detergent | #cfe0d8 | plastic | 18 | wrap
vessels.jar | (?:face |night |day |skin )?cream(?: jar)?, moisturi[sz]er, balm, pomade, jar, cosmetic jar, honey(?: jar)?,
  jam(?: jar)?, pot of cream | #f0e4d4 | ceramic | 6.5 | wrap
vessels.tube | tube, tooth ?paste, sun ?screen, sun ?cream, hand cream, ointment, gel, paint tube | #f0b8a0 | plastic | 15 | wrap
vessels.lipstick | lip ?stick, lip gloss, mascara, make-?up, cosmetics? | #b3202f | plastic | 9 | wrap
vessels.can | (?:soda |beer |drinks? |energy drink |aluminium |aluminum |tin )?can, energy drink, soda, soft drink, tin, cola,
  seltzer | #c6302c | metal | 12.5 | wrap
vessels.wine | wine(?: bottle)?, champagne(?: bottle)?, prosecco, whisk(?:e)?y(?: bottle)?, rum, gin bottle, olive oil,
  spirits? | #2c4a34 | glass | 31 | wrap
vessels.wineglass | wine ?glass, glass of (?:red |white )?wine, champagne (?:glass|flute), goblet, chalice | #6b1730 | glass | 21 | stick
vessels.cocktail | cocktail, martini, margarita, aperitif, spritz | #e4572e | glass | 17 | stick
vessels.takeaway | coffee cup, paper cup, take-?away(?: cup)?, to-?go cup, latte, cappuccino, cold brew, iced coffee, coffee to go,
  bubble tea, milk ?shake, smoothie | #f4efe6 | paper | 14 | wrap
vessels.teapot | tea ?pot, kettle, coffee ?pot, watering can, jug, pitcher, samovar | #d8cbb5 | ceramic | 18 | hang
vessels.mug | mug, tea ?cup, cup(?: of (?:tea|coffee|cocoa))?, coffee, tea, espresso, hot chocolate, cocoa,
  matcha | #d96a4a | ceramic | 10 | wrap
vessels.glass | (?:glass|tumbler)(?: of [\w ]+)?, juice, lemonade, iced tea, water glass, drink, whisky glass, milk, beer,
  pint | #e9b44c | glass | 13 | wrap
vessels.vase | vase, urn, amphora, pottery, ceramic pot, pot | #5f7f8c | ceramic | 26 | wrap
vessels.bowl | bowl, dish | #e6ddcc | ceramic | 8 | two
vessels.bucket | bucket, pail | #9aa3ab | metal | 30 | hang
vessels.bottle | (?:water |plastic |glass |sports |milk |sauce |medicine |pill )?bottle, flask, thermos, water, ketchup, vinegar,
  elixir, sauce, syrup, vial, pills?, vitamins?, supplements?, medicine | #3f8f9a | glass | 20 | wrap
vessels.gift | gift(?: box)?, present, wrapped box | #b3232c | paper | 20 | two
vessels.carton | carton, cereal(?: box)?, packaging, pack, tea box, milk carton, product(?: box)?,
  cosmetic box | #e8d9c0 | paper | 20 | wrap
vessels.box | (?:cardboard |moving |delivery |shoe |wooden )?box, crate, parcel, package, delivery, chest,
  treasure(?: chest)? | #c89a64 | paper | 28 | two
vessels.pouch | pouch, coffee (?:bag|beans?|pack), snack(?: bag)?, chips(?: bag)?, crisps, pet food, sachet, packet,
  protein(?: powder)?, powder, flour, sugar | #3f6b57 | plastic | 26 | wrap
vessels.bag | (?:shopping|paper|tote|gift|grocery|plastic|carrier) bag, tote | #d9b98c | paper | 38 | hang
wear.handbag | hand ?bag, purse, clutch(?: bag)?, satchel, brief ?case, leather bag, designer bag, basket | #8c4a32 | leather | 24 | hang
wear.backpack | back ?pack, rucksack, school ?bag | #4f6b52 | fabric | 46 | hang
wear.suitcase | suit ?case, luggage, trunk, travel case, tool ?box | #8a5a33 | leather | 52 | hang
vessels.bag | bag, sack | #d9b98c | paper | 38 | hang
devices.phone | (?:smart|cell|mobile |i)?phone, mobile, smart ?phone, handset, device, app,
  screen of a phone | #26282e | metal | 15 | wrap
devices.tablet | tablet, i ?pad, e-?reader, kindle | #3a3d43 | metal | 24 | two
devices.laptop | lap ?top, note ?book computer, mac ?book, computer | #b9bfc6 | metal | 24 | two
devices.screen | tv, television, monitor, screen, display, hologram, computer screen, interface | #1d1f24 | plastic | 60 | two
devices.watch | (?:smart ?|wrist ?|pocket ?)?watch, chronograph, timepiece | #c9ced4 | metal | 9 | wrap
devices.headphones | head ?phones?, head ?set | #26282d | plastic | 19 | hang
devices.earbuds | ear ?buds?, ear ?pods?, air ?pods?, earphones? | #f1efe9 | ceramic | 6 | wrap
devices.cinecam | (?:film|movie|video|cinema) camera, camcorder, projector | #2b2d33 | metal | 150 | palm
devices.camera | camera, polaroid, dslr | #26282d | leather | 10 | two
devices.microphone | micro ?phone, mic | #26282d | metal | 22 | stick
devices.clock | clock, alarm clock, stop ?watch, compass, timer, hour ?glass | #8a5a33 | wood | 26 | two
devices.guitar | guitar, violin, cello, ukulele, instrument | #b5713a | wood | 100 | stick
devices.piano | piano, keyboard | #1d1b1e | ceramic | 130 | palm
devices.radio | radio, (?:smart |bluetooth )?speaker, record player, turntable, stereo, gramophone, boom ?box | #8a4a32 | wood | 22 | two
devices.drone | drone, quadcopter | #3a3f47 | plastic | 16 | palm
devices.robot | robot, android, droid, automaton | #dfe4e8 | ceramic | 120 | palm
devices.bulb | (?:light ?)?bulb, idea | #ffe9a8 | glass | 12 | wrap
wear.sneaker | sneaker, trainer, running shoes?, sports? shoes?, kicks, tennis shoe, cleats? | #f1ede4 | leather | 13 | palm
wear.heels | (?:high |stiletto )?heels?, stilettos?, pumps, slipper, glass slipper | #b3202f | leather | 15 | palm
wear.boot | boots?, wellies | #5a3a24 | leather | 30 | palm
wear.shoe | shoes?, loafers?, oxfords?, footwear, sandals? | #4a2c1a | leather | 11 | palm
wear.umbrella | umbrella, parasol | #b3323a | fabric | 95 | stick
wear.ring | (?:engagement |wedding |diamond |gold )?ring | #d9a634 | metal | 3.4 | stick
wear.diamond | diamond, gem(?:stone)?, jewel, crystal, ruby, emerald stone, sapphire, treasure | #a9d8ef | glass | 5 | palm
wear.crown | crown, tiara | #dba63a | metal | 15 | two
wear.necklace | necklace, pendant, jewell?ery, amulet, bracelet, earrings? | #d9a634 | metal | 18 | hang
wear.hat | hat, cap, fedora, helmet | #6d4f36 | fabric | 15 | two
wear.shirt | (?:t-?)?shirt, tee, jersey, sweater, hoodie, garment, clothes, dress, jacket, apparel, merch | #e9e4da | fabric | 66 | two
quest.key | keys?, key ?ring | #c9a15a | metal | 8 | stick
quest.sword | sword, katana, blade, dagger, knife, light ?saber, lance, spear, axe | #c9a15a | metal | 100 | stick
quest.shield | shield, armour | #3f5a86 | metal | 75 | palm
quest.wand | wand, staff, sceptre, stick, baton | #4a2f20 | wood | 36 | stick
quest.trophy | trophy, (?:gold |winner's )?cup trophy, award, oscar, prize, statuette, holy grail | #dba63a | metal | 34 | stick
quest.medal | medal, badge | #dba63a | metal | 12 | hang
quest.mask | mask | #efe6d6 | ceramic | 22 | palm
home.door | (?:open |glowing |front |wooden )?door(?:way)?, gate, entrance | #7a5027 | wood | 205 | palm
home.window | window | #efe9df | wood | 130 | palm
home.armchair | arm ?chair, throne, recliner | #9a4f3c | fabric | 95 | palm
home.chair | chair, stool, seat | #8a5f3d | wood | 90 | palm
home.sofa | sofa, couch, settee | #5f7a74 | fabric | 82 | palm
home.desk | desk, work ?bench, counter | #8a5f3d | wood | 75 | palm
home.table | table, nightstand, coffee table, bar top | #9a6b42 | wood | 74 | palm
home.bed | bed, mattress, pillow | #7f93a8 | fabric | 95 | palm
home.shelf | (?:book ?)?shel(?:f|ves), book ?case, cabinet, wardrobe, cupboard, library | #6d4a30 | wood | 190 | palm
home.floor_lamp | floor lamp, standing lamp | #3a3430 | metal | 160 | palm
home.lantern | lantern, oil lamp, torch, flash ?light | #4a3c2e | metal | 32 | hang
home.lamp | lamp, desk lamp, night ?light | #c9a15a | ceramic | 48 | palm
home.candle | candles? | #efdcc0 | ceramic | 14 | palm
home.mirror | mirror | #a8783f | wood | 60 | palm
home.open_book | open book, note ?book, journal, diary, magazine, recipe book, comic | #6d3b2a | leather | 18 | two
home.book | books?, novel, tome, manual, bible, passport | #7a2b2b | leather | 23 | wrap
home.letter | letter, envelope, invitation, mail | #f3e8cf | paper | 13 | wrap
home.newspaper | news ?paper | #ece6d6 | paper | 42 | two
home.map_ | map, treasure map, chart, blue ?print | #ead9ae | paper | 40 | two
home.paper | paper, document, contract, poster, note, script, ticket, photo(?:graph)?, flyer, postcard, receipt, menu,
  scroll | #faf4e4 | paper | 26 | wrap
home.frame | picture(?: frame)?, painting, frame, portrait, canvas, artwork | #a8783f | wood | 50 | two
home.curtain | curtains? | #8c1f2f | fabric | 260 | palm
home.stairs | stairs?, steps, staircase | #b9ada0 | paper | 120 | palm
home.ladder | ladder | #b98a55 | wood | 240 | palm
home.fireplace | fire ?place, hearth | #a3796a | paper | 140 | palm
home.pen | pens?, pencil, stylus, quill, chalk, cigar, chop ?sticks?, syringe, thermometer, screw ?driver | #26303f | plastic | 15 | stick
home.brush | (?:paint ?|make-?up |tooth ?|hair ?)?brush, comb, broom | #8a5a33 | wood | 18 | stick
home.wheel | (?:steering )?wheel, tyre, tire, gear, cog | #26282d | metal | 60 | two
nature.bouquet | bouquet, bunch of flowers, flowers, floral arrangement | #e0708a | fabric | 42 | stick
nature.rose | rose | #c42438 | fabric | 45 | stick
nature.flower | flower, daisy, sunflower, tulip, lotus, orchid, poppy, blossom, lily | #f0a6b8 | fabric | 45 | stick
nature.plant | (?:house ?|potted |pot )?plant, monstera, fern, herbs?, seedling, sprout | #4f8a5a | fabric | 55 | palm
nature.palm | palm(?: tree)? | #4f8a4a | fabric | 600 | palm
nature.pine | pine(?: tree)?, fir, spruce, (?:christmas|xmas) tree | #2f6444 | fabric | 500 | palm
nature.cactus | cactus, cacti, succulent | #4f8a5a | plastic | 60 | palm
nature.tree | trees?, oak, bush, willow, forest | #5a8a44 | fabric | 600 | palm
nature.leaf | lea(?:f|ves), feather, petal | #5f9a54 | fabric | 10 | stick
nature.rock | rock, stone, boulder, pebble, meteor, asteroid | #8a857d | paper | 60 | palm
nature.mountain | mountain, peak, volcano, hill | #6f7b88 | paper | 3000 | palm
nature.sun | sun, sunrise, sunset | #ffc94a | glass | 400 | palm
nature.moon | moon | #f3ead0 | glass | 300 | palm
nature.star | stars? | #f5cf5a | metal | 20 | palm
nature.cloud | clouds? | #eef2f6 | fabric | 300 | palm
nature.fire | fire, camp ?fire, bonfire, flames? | #f28a2a | glass | 90 | palm
nature.splash | splash, water splash, milk splash | #7fc4e0 | glass | 40 | palm
nature.drop | (?:water ?|rain ?)?drop(?:let)?, tear, oil drop | #5fb4dc | glass | 6 | palm
nature.wave | waves? | #2f7f9a | glass | 200 | palm
nature.shell | shell, seashell | #f0c9b0 | ceramic | 9 | palm
food.burger | (?:ham|cheese)?burger, sandwich, hot ?dog, slider, taco, wrap, burrito | #d98f3f | leather | 11 | palm
food.pizza | pizza | #f0b548 | leather | 12 | palm
food.cake | (?:birthday |wedding |cup|cheese|pan)?cakes?, cupcake, muffin, pie, dessert, pudding, pastry | #f2a9b8 | fabric | 24 | palm
food.icecream | ice ?-?cream(?: cone)?, gelato, popsicle, sorbet | #f4b9c4 | ceramic | 20 | stick
food.croissant | croissant | #d99a4a | leather | 8 | palm
food.donut | dough?nut, donut, bagel | #ee8fae | ceramic | 9 | wrap
food.bread | bread, loaf, toast, baguette, bun | #c98a48 | leather | 14 | palm
food.avocado | avocado | #5f8a3a | leather | 11 | wrap
food.slice_ | (?:orange|lemon|lime|citrus|fruit|grapefruit) (?:slice|half|wedge), citrus | #f2962a | ceramic | 8 | wrap
food.banana | banana | #f2cf3a | ceramic | 9 | wrap
food.cherry | cherr(?:y|ies) | #b3182c | ceramic | 8 | hang
food.berry | (?:straw|rasp|black|blue)?berr(?:y|ies) | #cf2436 | ceramic | 6 | wrap
food.grapes | grapes? | #6d3f86 | ceramic | 16 | hang
food.apple | apple, pear, tomato, pomegranate | #c8302c | ceramic | 9 | wrap
food.orange | orange, lemon, peach, lime, mango, apricot, grapefruit, tangerine, fruits?, pumpkin, coconut,
  melon | #f2962a | ceramic | 9 | wrap
food.egg | eggs? | #f1dfc4 | ceramic | 7 | wrap
food.chocolate | chocolate(?: bar)?, candy bar, snack bar, granola bar, energy bar, protein bar | #7a3b2a | paper | 16 | wrap
food.noodles | noodles?, ramen, soup, pasta, pho, spaghetti | #b5372f | ceramic | 12 | two
food.sushi | sushi, sashimi, salmon | #f08a5a | ceramic | 5 | palm
food.popcorn | popcorn, french fries, fries | #c6302c | paper | 22 | wrap
food.candy | lolli ?pop, cand(?:y|ies), sweets? | #e2457a | ceramic | 18 | stick
food.plate | plate, meal, dish of food, salad, steak, dinner, breakfast, lunch, food, cuisine, chicken,
  fish dish | #f4f1ea | ceramic | 10 | two
vehicles.station | space station, orbital station, satellite | #aab4be | metal | 2000 | palm
vehicles.spaceship | space ?ship, space ?craft, star ?ship, shuttle, star ?fighter | #9aa6b3 | metal | 900 | palm
vehicles.ufo | ufo, flying saucer | #9aa6b3 | metal | 500 | palm
vehicles.rocket | rocket(?: ship)?, missile, launch vehicle | #f0eee9 | metal | 1200 | palm
vehicles.motorbike | motor ?(?:bike|cycle), chopper | #b3232c | metal | 115 | palm
vehicles.scooter | scooter, vespa, moped | #5fb4a8 | metal | 112 | palm
vehicles.bicycle | bi(?:ke|cycle), cycle, mountain bike, e-?bike | #2f7f9a | metal | 105 | palm
vehicles.bus | bus, coach, tram | #d99a2a | metal | 300 | palm
vehicles.truck | truck, lorr(?:y|ies), semi | #2f5a8a | metal | 360 | palm
vehicles.van | van, camper(?: ?van)?, ambulance, delivery van, food truck | #e9e4da | metal | 210 | palm
vehicles.car | (?:sports? |race |racing |electric |vintage |police )?cars?, vehicle, taxi, cab, sedan, suv, convertible, limousine,
  automobile | #c6302c | metal | 145 | palm
vehicles.steam_train | steam (?:train|engine|locomotive), locomotive | #2b3a34 | metal | 400 | palm
vehicles.train | train, subway, metro | #d7dce0 | metal | 380 | palm
vehicles.helicopter | helicopter | #2f5a8a | metal | 320 | palm
vehicles.plane | (?:air)?plane, aeroplane, jet, airliner, aircraft | #eceff2 | metal | 1100 | palm
vehicles.balloon | hot[- ]air balloon, airship, zeppelin | #d2503a | fabric | 2200 | palm
vehicles.sailboat | sail(?:ing)? ?(?:boat|ship)?, yacht, pirate ship, galleon | #7a4a2c | wood | 900 | palm
vehicles.ship | ship, ferry, liner, cruise ship, cargo ship, tanker, submarine | #26364a | metal | 2000 | palm
vehicles.boat | boat, row ?boat, canoe, kayak, dinghy, raft, gondola | #7a4a2c | wood | 70 | palm
places.lighthouse | light ?house, beacon | #b3322c | ceramic | 2400 | palm
places.castle | castle, fortress, palace, temple | #b0a796 | paper | 2500 | palm
places.windmill | wind ?mill, wind turbine | #e9e2d4 | paper | 1500 | palm
places.tower | (?:eiffel |radio |iron )?tower, antenna | #7a5f4a | metal | 4000 | palm
places.bridge | bridge | #a8432f | metal | 2500 | palm
places.shop | shop(?: ?front)?, store(?: ?front)?, cafe, café, bakery, restaurant, boutique, market stall,
  kiosk | #3f6b57 | paper | 400 | palm
places.house | houses?, cottage, cabin, home, barn, hut, villa, mansion | #e6d5b4 | paper | 700 | palm
places.building | building, sky ?scraper, office(?: block)?, apartment(?: block)?, city block, factory,
  hotel | #93a3b3 | paper | 4500 | palm
places.tent | tent, yurt | #d9822f | fabric | 150 | palm
places.billboard | bill ?board, banner ad, neon sign, hoarding | #2a4fb8 | plastic | 600 | palm
places.sign | sign(?:post)?, street sign, board, placard | #7a5027 | wood | 220 | palm
places.bench_ | (?:park )?bench | #8a5f3d | wood | 85 | palm
places.street_lamp | street ?(?:lamp|light), lamp ?post | #2b2e34 | metal | 400 | palm
places.planet | planet, saturn, jupiter, mars | #c98a5a | glass | 3000 | palm
places.earth | earth, globe, world | #2f72b5 | glass | 40 | two
places.fountain | fountain, well | #b9ada0 | paper | 180 | palm
places.portal | portal, star ?gate, wormhole, vortex | #7a5af0 | glass | 260 | palm
emblems.logo | logo(?: mark| type)?, brand(?: mark| logo)?, emblem, monogram, icon, word ?mark, end card,
  symbol | #2f6b8a | plastic | 60 | palm
emblems.heart | hearts? | #d2303f | ceramic | 20 | palm
emblems.flag | flag, banner | #c6302c | fabric | 180 | stick
emblems.toy_balloon | balloons? | #e2453f | ceramic | 110 | hang
emblems.football | foot ?ball, soccer ball | #f4f2ec | plastic | 22 | two
emblems.ball | (?:basket|tennis |base|volley|beach )?ball, orb | #e2762f | plastic | 22 | two
emblems.racket | racket, racquet, bat | #2f5a8a | metal | 68 | stick
emblems.dumbbell | dumb ?bells?, weights?, barbell, kettle ?bell | #2b2e34 | metal | 16 | stick
emblems.money | coins, money, cash, gold, treasure coins, savings | #dba63a | metal | 12 | palm
emblems.coin | coin, token, bitcoin | #dba63a | metal | 4 | stick
emblems.card | (?:credit |bank |business |id |gift |playing )?card | #26303f | plastic | 6 | wrap
emblems.ribbon | ribbon, title banner | #b3232c | fabric | 20 | palm
emblems.lightning | lightning(?: bolt)?, bolt | #f5cf3a | metal | 60 | palm
emblems.arrow | arrow | #e8912a | plastic | 20 | palm
emblems.puzzle | cube, block, puzzle, brick, ice cube, dice | #2f8fb8 | plastic | 12 | palm
emblems.teddy | teddy(?: bear)?, toy, plush(?: toy)?, doll, stuffed animal | #b5834a | fabric | 30 | wrap
"""


@dataclass(frozen=True)
class Kind:
    """One line of the table."""

    drawing: str
    words: str
    colour: str
    material: str
    height: float
    grip: str

    @property
    def natural(self) -> float:
        """Height in figure units."""
        return self.height * CM


KINDS: tuple[Kind, ...] = tuple(
    Kind(f[0], f[1], f[2], f[3], float(f[4]), f[5])
    for f in ([part.strip() for part in line.split(" | ")] for line in _TABLE.strip().replace(",\n  ", ", ").splitlines())
)

MATERIALS: tuple[tuple[str, str], ...] = (
    (r"glass|crystal", "glass"),
    (r"metal(?:lic)?|steel|gold(?:en)?|silver|brass|iron|alumini?um|copper|chrome|bronze|titanium", "metal"),
    (r"ceramic|porcelain|clay|marble|stone", "ceramic"),
    (r"wood(?:en)?|oak|walnut|bamboo|pine", "wood"),
    (r"leather|suede", "leather"),
    (r"paper|card(?:board)?|kraft", "paper"),
    (r"fabric|cloth|cotton|linen|wool|silk|velvet|canvas|knit", "fabric"),
    (r"plastic|rubber|silicone|vinyl|matte", "plastic"),
)


@cache
def pattern(words: str) -> re.Pattern[str]:
    """Any of a line's names as whole words, with a plural."""
    names = "|".join(part.strip() for part in words.split(", "))
    return re.compile(rf"(?<![\w-])(?:{names})(?:e?s)?(?![\w-])")


@lru_cache(maxsize=1024)
def find(name: str) -> Kind | None:
    """The kind `name` says: what a thing is stands last in its name ("leather watch strap case"), before any with, on, in …"""
    text = " ".join(re.split(r"[^\w'-]+", name[:160].lower().replace("’", "'"))).strip()
    head = re.split(r" (?:with|on|in|from|for|under|beside|next to|against|at) ", text)[0]
    for part in (head, text):
        best: tuple[int, int, Kind] | None = None
        for kind in KINDS:
            for match in pattern(kind.words).finditer(part):
                size = match.end() - match.start()
                if best is None or (match.end(), size) > (best[0], best[1]):
                    best = (match.end(), size, kind)
        if best is not None:
            return best[2]
    return None


def described(name: str, kind: Kind) -> str:
    """`name` without the words that name the kind, so that "wine bottle" is not taken for a colour and "orange juice" is."""
    return pattern(kind.words).sub(" ", name.lower())


def material_of(words: str, default: str) -> str:
    """The material said in `words`."""
    return next((name for said, name in MATERIALS if re.search(rf"\b(?:{said})\b", words.lower())), default)
