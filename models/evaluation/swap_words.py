"""Words that are put in the place of one another, to ask whether a score follows the photo or the sentence."""

COLOURS = ("red", "blue", "green", "yellow", "black", "white", "brown", "orange", "pink", "purple", "gray", "grey")
# Actions that look different; each is swapped for one that no caption of the photo says.
ACTIONS = (
    "sitting", "standing", "walking", "running", "jumping", "riding", "flying", "eating", "playing", "sleeping",
    "lying", "laying", "driving", "swimming", "surfing", "skiing", "climbing", "throwing", "drinking", "cooking",
    "brushing", "petting", "writing", "reading", "smiling", "talking", "skating", "dancing",
)  # fmt: skip
SAME = (("gray", "grey"), ("lying", "laying", "sleeping"), ("skating", "skiing"))  # never swapped for one another
NOT_A_COLOUR = ("black and white", "orange juice", "white house", "white board", "an orange,", "blue moon")
# Captions that describe another photo than the one they stand with, found by looking at every photo of eval_dev whose
# captions say a colour: what they name is not there (COCO val2017 223747 is a man asleep beside a cat).
OF_ANOTHER_PHOTO = ("metal pole traffic light attach",)
