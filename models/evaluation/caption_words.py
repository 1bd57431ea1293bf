"""Which words of everyday captions a detector of COCO's 80 classes could know, and when two words mean the same."""

from models.text.nouns import singular

PEOPLE = frozenset(
    """person people man men woman women boy boys girl girls child children kid kids baby babies toddler toddlers guy
    guys lady ladies adult adults crowd group player players rider riders skier skiers surfer surfers snowboarder
    snowboarders skateboarder skateboarders biker bikers bicyclist bicyclists cyclist cyclists climber climbers hiker
    hikers swimmer swimmers runner runners couple family teenager teenagers worker workers friend friends team
    spectators""".split()
)
# The words of COCO's 80 class names, and what people write for them, in the singular.
CLASS_WORDS = frozenset(
    """
    bicycle bike car vehicle automobile motorcycle motorbike airplane plane jet aircraft bus train truck boat sailboat
    canoe kayak ship hydrant sign meter bench bird seagull duck cat kitten dog puppy horse pony sheep lamb cow bull
    elephant bear zebra giraffe backpack umbrella handbag purse bag tie suitcase luggage frisbee disc ski snowboard ball
    football soccer basketball baseball kite bat glove mitt skateboard surfboard tennis racket racquet bottle glass cup
    mug fork knife spoon bowl banana apple sandwich orange broccoli carrot hotdog pizza donut cake chair couch sofa
    plant bed table toilet tv television laptop computer mouse remote keyboard phone cellphone microwave oven stove
    toaster sink refrigerator fridge book clock vase scissors teddy toothbrush drier traffic light""".split()
)
# Things that Flickr8k's captions often name and no class covers.
SCENE_WORDS = frozenset(
    """grass snow sand water street road sidewalk beach ocean field hill mountain cliff rock wall fence building bridge
    tree bush flower leaf log forest park yard lake river stream pool fountain wave mud dirt floor stair ramp slide
    swing rope stick pole shirt jacket coat sweater short jean pant dress skirt hat cap helmet hood uniform vest boot
    shoe sunglasses goggles scarf hair face mouth hand arm leg head""".split()
)
IRREGULAR = {"leaves": "leaf", "feet": "foot", "bodies": "body", "puppies": "puppy", "sunglasses": "sunglasses"}


def stem(word: str) -> str:
    """Lower case, without a plural's ending: near enough to see that a caption says a word."""
    return singular(word, IRREGULAR)


def meaning(word: str) -> str:
    """The key under which a word counts as said: all words for people are one."""
    lower = word.lower()
    return "person" if lower in PEOPLE else stem(lower)


def kind_of_thing(word: str) -> str:
    """`covered` by a class, one of the `scene` words, or `other`."""
    key = meaning(word)
    if key == "person" or key in CLASS_WORDS:
        return "covered"
    return "scene" if key in SCENE_WORDS else "other"
