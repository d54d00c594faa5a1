"""The text that the model learns: sums in words, and stories of three sentences, by a small grammar.

All of it is made here, so that neither text nor weights belong to anybody else. A story repeats its names and things, so
that a model has to look back to continue it; a sum has one right answer, so that what it learnt can be counted.
"""

NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen"
).split()
NAMES = "Ada Ben Cleo Dan Eva Finn Gus Hana".split()
THINGS = "ball boat book cake drum hat kite lamp pear shell".split()
COLOURS = "red blue green gold grey".split()
PLACES = "park pond hill barn yard".split()
FEELINGS = "glad sad calm proud".split()

# The characters that there are, by token; the first ends a line.
ALPHABET = "\n ." + "".join(sorted(set("".join(NUMBERS + THINGS + COLOURS + PLACES + FEELINGS + NAMES) + "isfinds+=")))


def sum_line(a, b):
    """A sum of two digits, in words."""
    return f"{NUMBERS[a]} + {NUMBERS[b]} = {NUMBERS[a + b]}.\n"


def story(rng):
    """Three sentences about one name and one thing."""
    name, other = rng.choice(NAMES, 2, replace=False)
    thing, colour, place = rng.choice(THINGS), rng.choice(COLOURS), rng.choice(PLACES)
    first = f"{name} has a {colour} {thing}. "
    second = [f"{name} is at the {place}. ", f"{other} finds the {thing}. "][rng.integers(2)]
    third = f"{name} is {rng.choice(FEELINGS)}.\n"
    return first + second + third


def text(rng, lines):
    """That many lines, sums and stories in turn by chance."""
    make = [lambda: sum_line(*rng.integers(10, size=2)), lambda: story(rng)]
    return "".join(make[rng.integers(2)]() for _ in range(lines))


def encode(line):
    """Tokens of a text."""
    return [ALPHABET.index(c) for c in line]


def decode(tokens):
    """Text of tokens."""
    return "".join(ALPHABET[t] for t in tokens)
