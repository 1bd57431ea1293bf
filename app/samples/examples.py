"""The finished examples that everybody sees first: photos that scikit-image brings along, read from where it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

from app.photos.door import PhotoLimits
from app.photos.photo import Photo, accept_photo
from app.samples.sample import Sample
from models.errors import BrokenInstall


@dataclass(frozen=True)
class Example:
    """A photo with a sentence and a fixed address; it never expires and cannot be deleted."""

    id: str
    file: str
    sentence: str
    credit: str
    fails: bool = False  # shown as one where the model fails; examples.why.ID says why
    language: str = "en"  # of the sentence; each reader is shown those in the page's language

    @property
    def photo(self) -> Photo:
        """The photo as it is kept, through the same door as everybody's."""
        return _photo(self.file)

    @cached_property
    def sample(self) -> Sample:
        """The same as what a link of one's own stands for."""
        photo = self.photo
        return Sample(self.sentence, photo.id, photo.width, photo.height, photo.notes, self.id, created=0.0)


# The first one greets: python -m app attend says that each of its words looks where it should.
EXAMPLES = (
    Example(
        "camera",
        "camera.png",
        "A man looks through a camera on a tripod",
        "Cameraman, Lav Varshney, CC0",
    ),
    Example(
        "coffee",
        "coffee.png",
        "A cup of espresso with a spoon on a saucer, on a wooden table",
        "Rachel Michetti, courtesy of Pikolo Espresso Bar, CC0",
    ),
    Example(
        "chelsea",
        "chelsea.png",
        "A cat with green eyes and a pink nose rests on a blanket",
        "Chelsea the cat, Stéfan van der Walt, CC0",
        fails=True,
    ),
    Example(
        "astronaut",
        "astronaut.png",
        "A smiling woman in an orange space suit in front of a flag and a shuttle",
        "Eileen Collins, NASA, public domain",
    ),
    Example(
        "motorcycle",
        "motorcycle_left.png",
        "A red motorcycle stands in a garage, and there is no dog",
        "D. Scharstein et al., Middlebury Stereo 2014",
    ),
    Example(
        "rocket",
        "rocket.jpg",
        "A rocket lit up at night between four towers",
        "Falcon 9 with DSCOVR, SpaceX, public domain",
    ),
)
CHINESE_SENTENCES = {
    "camera": "一个男人用三脚架上的相机拍照",
    "coffee": "木桌上的碟子里有一杯咖啡和一把勺子",
    "chelsea": "一只绿眼睛、粉色鼻子的猫趴在毯子上",
    "astronaut": "一位微笑的女宇航员站在国旗和航天飞机前面",
    "motorcycle": "车库里停着一辆红色的摩托车，没有狗",
    "rocket": "夜里，火箭在四座灯塔之间",
}
# The same photos with a sentence of their own for those who read the page in Chinese.
CHINESE_EXAMPLES = tuple(
    replace(each, id=f"{each.id}-zh", sentence=CHINESE_SENTENCES[each.id], language="zh-CN") for each in EXAMPLES
)


@cache
def _photo(file: str) -> Photo:
    """A photo through the same door as everybody's; sentences in two languages share it."""
    return accept_photo(_photo_file(file).read_bytes(), PhotoLimits())


def _photo_file(name: str) -> Path:
    """In the wheel beside this file; otherwise scikit-image's, found without importing it (a second and 60 MB)."""
    own = Path(__file__).parent / "photos" / name
    if own.is_file():
        return own
    spec = find_spec("skimage")
    path = Path((spec.submodule_search_locations or [""])[0]) / "data" / name if spec else Path(name)
    if not path.is_file():
        hint = "Install the requirements again: make setup."
        raise BrokenInstall(f"scikit-image's {name} is missing.", code="no_example", hint=hint)
    return path
