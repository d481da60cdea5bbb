"""Sample reflections from the base in Eccles: the briefing, the sharing, and the day as a whole."""

from config.demo.logged.note import Note, Picture

NOTES = [
    Note(
        key="treasure",
        who=7,
        at="visit briefing",
        time="09:52",
        words=(
            "Told to look for treasure, everyone looked at the ceiling. Innovation, leadership, expertise, spaces and "
            "places. I have decided to look for things that somebody mended."
        ),
        tags={1: "unsure"},
    ),
    Note(
        key="before-we-go",
        who=10,
        at="visit briefing",
        time="10:06",
        words=(
            "Writing down what I think now, so that I can't pretend later. I think good work starts at the bottom, "
            "and that leaders mostly get in its way."
        ),
        tags={2: "supports", 4: "supports"},
    ),
    Note(
        key="wall",
        who=2,
        at="visit sharing",
        time="15:58",
        words=(
            "One wall, three colours of sticky notes, and after half an hour you could no longer tell which party had "
            "been where. Housing next to libraries next to tea. The categories we brought this morning are still up "
            "there somewhere, underneath."
        ),
        tags={2: "challenges", 3: "supports"},
        picture=Picture(
            "sticky-notes",
            "Sticky notes on a wall at the end of the day. It looks like chaos and reads like a map. If the policy "
            "team had been in the room, which note would they have taken home?",
        ),
    ),
    Note(
        key="cheering",
        who=6,
        at="visit sharing",
        time="16:12",
        words=(
            "Somebody said that their leaders are very supportive: they come to every launch. Somebody else asked who "
            "comes when it goes wrong. Silence, then the best half-hour of the day. Backing your staff is not the "
            "same as cheering."
        ),
        tags={4: "challenges"},
    ),
    Note(
        key="changed-mind",
        who=10,
        at="visit sharing",
        time="16:20",
        words=(
            "This morning I wrote that leaders mostly get in the way. Crossing that out. What gets in the way is a "
            "leader who needs to know the result before the start. The ones we heard about today gave cover."
        ),
        tags={4: "challenges"},
    ),
    Note(
        key="still-bottom-up",
        who=8,
        at="visit sharing",
        time="16:31",
        words=(
            "I will be the one who says it: I still believe in bottom up. We come to a neutral position very easily "
            "when we are the ones with the salaries. Somebody has to lean the other way or the scale will not move."
        ),
        tags={2: "supports"},
    ),
    Note(
        key="lived-experience",
        who=3,
        at="day",
        time="17:12",
        words=(
            "A day is not contact, it is a visit. Policy that hears lived experience once a year, in a workshop, will "
            "go stale between. It has to be somebody's weekly habit, like the bus."
        ),
        tags={4: "supports"},
    ),
    Note(
        key="looks-different",
        who=5,
        at="day",
        time="17:25",
        words=(
            "If you gave me photographs of ten rooms I think I could tell you now which were made together. There "
            "would be a label in somebody's handwriting, a plant that is slightly too big, and a kettle in the "
            "wrong place, which is the right place."
        ),
        tags={3: "supports"},
    ),
    Note(
        key="not-the-room",
        who=7,
        at="day",
        time="17:40",
        words=(
            "Careful with the romance of rooms. I have seen handwritten labels in places where nobody was listened "
            "to. The label is a trace of sharing, not a recipe for it."
        ),
        tags={3: "challenges"},
    ),
    Note(
        key="day-of-a-stranger",
        who=4,
        at="day",
        time="17:55",
        words="I came as a sceptic about days out. I leave as a sceptic about days in.",
        tags={3: "complicates"},
    ),
    Note(
        key="thank-you",
        who=11,
        at="day",
        time="18:20",
        words=(
            "On the tram home I counted who had given us time today, and what we had given back: nothing yet. Before "
            "we write a report, could we send them what we noticed, and ask whether it is true?"
        ),
        tags={2: "complicates"},
    ),
    Note(
        key="morning-after",
        who=1,
        at="day",
        time="20:05",
        words=(
            "Two things I want to remember. Nobody we met asked whether they were top or bottom. And everybody we met "
            "could name the person who backed them when it was difficult."
        ),
        tags={2: "challenges", 4: "challenges"},
    ),
]
