"""Sample reflections of the party that went to Sale."""

from config.demo.logged.note import Note, Picture

NOTES = [
    Note(
        key="tram-out",
        who=9,
        at="leg coppice",
        time="10:33",
        words=(
            "Changing trams, we lost two of the party and found them again. While waiting we asked each other what a "
            "library is for. Three answers, no books in any of them."
        ),
        tags={3: "unsure"},
        picture=Picture(
            "tram-stop",
            "Waiting for the tram to Sale. Most of the thinking today happens between the places. If travelling "
            "together is where we learn, why do we plan only the meetings?",
        ),
    ),
    Note(
        key="tram-stop-talk",
        who=10,
        at="encounter tram-stop",
        time="10:47",
        words=(
            "Someone waiting beside us asked where we were all off to. “A library? In a group?” And then, "
            "after a pause: “They do keep you going, those places.” I have been to conferences that said less."
        ),
        tags={3: "supports", 1: "challenges"},
    ),
    Note(
        key="shelves",
        who=9,
        at="visit coppice",
        time="11:24",
        words=(
            "There are still shelves, and that matters. You can come in for a book and nobody needs to know that you "
            "came in for something else. A door marked wellbeing would have kept me out. A door marked library lets "
            "everyone in."
        ),
        tags={1: "complicates", 3: "supports"},
        picture=Picture(
            "library-shelves",
            "Library shelves with a chair between them. The books are the reason and also the cover story. A space "
            "can be kind by not asking why you came.",
        ),
    ),
    Note(
        key="companions",
        who=10,
        at="visit coppice",
        time="11:45",
        words=(
            "Companions rather than experts. I am an expert by trade, and I felt the sentence land. It does not say "
            "that knowledge is worthless. It says which chair to sit in."
        ),
        tags={2: "complicates", 4: "complicates"},
    ),
    Note(
        key="who-runs-it",
        who=9,
        at="visit coppice",
        time="12:02",
        words=(
            "A council library, run by a social enterprise, with work that the health service and the council "
            "commission. Try to draw that as top down or bottom up. I did, on the back of a leaflet, and ended up "
            "with a knot. The knot is the finding."
        ),
        tags={2: "challenges"},
    ),
    Note(
        key="small-grants",
        who=11,
        at="visit coppice",
        time="12:10",
        words=(
            "Small grants beside larger commissions: the small ones let you try, the large ones let you stay. I "
            "wonder what happens to the trying when the staying takes all the time."
        ),
        tags={1: "unsure", 4: "unsure"},
    ),
    Note(
        key="old-new",
        who=10,
        at="visit coppice",
        time="12:26",
        words=(
            "Is it new? A place where people sit together, borrow things and look after each other: my grandmother "
            "would have called it a reading room. What is new is the contract. We keep giving prizes to the contract."
        ),
        tags={1: "challenges"},
    ),
    Note(
        key="new-after-all",
        who=9,
        at="visit coppice",
        time="12:44",
        words=(
            "I disagree with my whole party and want it on record: this IS new. Putting mental health in a building "
            "where nobody has to call it that took somebody's nerve. If we say that everything good is old, we let "
            "ourselves off from ever being brave."
        ),
        tags={1: "supports", 4: "supports"},
    ),
    Note(
        key="nerve",
        who=11,
        at="visit coppice",
        time="12:58",
        words=(
            "There must have been a day on which somebody senior said yes without knowing how it would end. I would "
            "like to meet that person and ask what they did on the days it went badly."
        ),
        tags={4: "supports"},
    ),
    Note(
        key="sale-lunch",
        who=10,
        at="visit sale-lunch",
        time="13:48",
        words=(
            "Soup, and a quarrel. Can you be a companion to somebody whose commission you have to report on? We did "
            "not settle it. We did agree that whoever wrote “robust leadership” in the conundrum was not "
            "thinking of soup."
        ),
        tags={4: "unsure"},
    ),
    Note(
        key="tram-back",
        who=9,
        at="leg sharing",
        time="14:44",
        words=(
            "Standing on the tram, thinking about light. The places that felt shared were the ones where somebody had "
            "moved the furniture since it was delivered."
        ),
        tags={3: "supports"},
    ),
]
