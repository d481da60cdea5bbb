"""Sample reflections put together by chance: 20 to 120 words, some with the characters that break careless code."""

from config.demo.logged.note import MARK


def parts(text):
    """The pieces of a text that are divided by bars or line ends."""
    return [part for part in text.replace("\n", "|").split("|") if part]


OPENINGS = parts("""
On the way in,|After a while,|Over a mug of tea,|Looking back,|At the door,|Half-way through,|In the last ten minutes,
While we waited,|Standing outside,|As a visitor,|Before anybody spoke,|Without being asked,|Once the rain stopped,
To my surprise,|As so often,|On paper,|In practice,|For the first time today,
""")
PEOPLE = parts("""
somebody from the kitchen|one of the regulars|the person with the keys|a volunteer|two neighbours|our host|the group
a councillor's assistant|the caretaker|a learner|the treasurer|somebody's grandmother|the whole table|a young parent
the person next to me|a retired nurse|the support worker|our party|a newcomer|the youngest in the room
""")
DEEDS = parts("""
explained|questioned|defended|remembered|drew on a napkin|laughed about|took apart|pointed at|told us about|doubted
described|was proud of|apologised for|compared with last year|summed up|showed us|asked us about|made light of
""")
THINGS = parts("""
the timetable on the wall|a budget nobody else had seen|the garden behind the hall|how decisions are made|the lease
the first winter|a letter from the council|the mended roof|a row about the heating|who opens up in the morning
the box of spare keys|an old map of the estate|the waiting list|a grant that ended|the notice above the sink
what “community” is supposed to mean|the bus that no longer runs|the chairs|the minutes of a meeting
the difference between help and care
""")
CLOSINGS = parts("""
and it stayed with me|and nobody wrote it down|which I had not expected|as if it were nothing|and that was the point
though not everyone agreed|and I am still not sure|which took courage|and the room went quiet|as people do
and then we moved on|which is harder than it sounds|and it cost nothing|because somebody had to|and they meant it
""")
ODDITIES = [
    "👩🏽‍🌾🥕 and 🫖, said the sign, and no words.",
    "שלום, said one poster; أهلاً وسهلاً, said another.",
    'She called it "ours, not theirs", and he said: "It\'s both."',
    "First line.\nSecond line, after a breath.\n\nThird, after a long one.",
    'A list: milk; sugar, "real" butter\tand 3 < 4 & 5 > 2.',
    "Żółć, naïveté, Übergang, Ærø, 東京, नमस्ते: names on the map with pins.",
    "<b>Not bold</b>, said the leaflet, {{ nor }} {% templated %}.",
]
# What a spreadsheet could take for a formula.
FORMULA_STARTS = [
    "=1+1 is what it felt like:",
    "+44 was all we could read.",
    "-- not a dash, a door.",
    "@everyone, listen.",
]


def write_words(rng):
    """Return the words of one sample reflection, made with the random.Random ``rng``."""
    wanted = rng.randint(20, 95)
    pieces = []
    if rng.random() < 0.02:
        pieces.append(rng.choice(FORMULA_STARTS))
    if rng.random() < 0.1:
        pieces.append(rng.choice(ODDITIES))
    count = sum(len(piece.split()) for piece in pieces)
    while count < wanted:
        pieces.append(write_sentence(rng))
        count += len(pieces[-1].split())
    return f"{' '.join(pieces)} {MARK}"


def write_sentence(rng):
    pick = rng.choice
    return f"{pick(OPENINGS)} {pick(PEOPLE)} {pick(DEEDS)} {pick(THINGS)}, {pick(CLOSINGS)}."
