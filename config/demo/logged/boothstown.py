"""Sample reflections of the party that went to Boothstown."""

from config.demo.logged.note import Note, Picture

NOTES = [
    Note(
        key="bus-out",
        who=1,
        at="leg boothstown",
        time="10:24",
        words=(
            "Top deck, front seat. I have worked in this city-region for years and have never taken this bus. "
            "Before we have met anybody, that already says something about who goes to whom."
        ),
        tags={3: "unsure"},
        picture=Picture(
            "bus-window",
            "The road out of Eccles from the top deck. We usually ask people to come to us; today the journey is ours "
            "to make. What would change if every meeting started with a bus ride?",
        ),
    ),
    Note(
        key="bus-bet",
        who=3,
        at="leg boothstown",
        time="10:38",
        words=(
            "We made a bet on the bus about the first conundrum. My guess: nothing we see today will be new, and that "
            "will be the point. Good things that last stop looking like innovation."
        ),
        tags={1: "challenges"},
    ),
    Note(
        key="tea-and-laptops",
        who=1,
        at="visit boothstown",
        time="11:20",
        words=(
            "Tech and Tea: the tea is not a garnish. People sit down for the tea and stay for the tech. "
            "A course about computers turns out to be a course about having somewhere to be on a weekday."
        ),
        tags={1: "complicates", 3: "supports"},
        picture=Picture(
            "kettle-and-laptops",
            "A kettle between two laptops. One of them is the reason to come and the other is the reason to come "
            "back; I am no longer sure which is which. Keep budgeting for the kettle.",
        ),
    ),
    Note(
        key="light-switch",
        who=2,
        at="visit boothstown",
        time="11:35",
        words=(
            "Somebody has labelled the light switch. In a building with one owner nobody needs to. In a building "
            "that is shared, the label says: you may touch this, and please think of the next person. It is the "
            "smallest piece of governance I have ever photographed."
        ),
        tags={3: "supports"},
        picture=Picture(
            "light-switch",
            "A light switch with a handwritten label. It matters because a shared building has to explain itself to "
            "everyone who uses it. We could look for labels like this wherever we go.",
        ),
    ),
    Note(
        key="centre-door",
        who=3,
        at="visit boothstown",
        time="10:52",
        words=(
            "It looks like any community centre. No sign says innovation. We walked past the noticeboard, and there "
            "it all was: the week of a neighbourhood, in drawing pins."
        ),
        tags={1: "challenges", 3: "complicates"},
        picture=Picture(
            "community-centre",
            "The door of a community centre on a Tuesday morning. It does not look like the future, and it is open. "
            "Perhaps being open is the innovation.",
        ),
    ),
    Note(
        key="a-fraction",
        who=2,
        at="visit boothstown",
        time="11:58",
        words=(
            "What stays with me is scale. This is what remains after a New Deal for Communities, run on a fraction of "
            "that turnover. The story of decline is the easy one to tell. The other story is that the habits outlived "
            "the money."
        ),
        tags={1: "challenges", 4: "unsure"},
    ),
    Note(
        key="negotiation",
        who=1,
        at="visit boothstown",
        time="12:14",
        words=(
            "Negotiation rather than delegation. I wrote it on my hand. Delegation means somebody above lets you. "
            "Negotiation means both of you have something the other one needs, and both can walk away.\n\n"
            "That is neither top nor bottom. Our diagram has no arrow for it."
        ),
        tags={2: "challenges", 4: "supports"},
    ),
    Note(
        key="who-leads",
        who=4,
        at="visit boothstown",
        time="12:20",
        words=(
            "I kept asking who is in charge and kept getting a description of who does what. At first I found that "
            "evasive. By the second cup I found it precise."
        ),
        tags={4: "complicates"},
    ),
    Note(
        key="not-so-fast",
        who=3,
        at="visit boothstown",
        time="12:31",
        words=(
            "A note of doubt, since everybody else is charmed. If an organisation has to negotiate every year for "
            "what used to be a budget, that is skill, but it is also cost. Who pays for the hours of talking?"
        ),
        tags={2: "complicates", 4: "unsure"},
    ),
    Note(
        key="lunch-table",
        who=4,
        at="visit boothstown-lunch",
        time="13:05",
        words="Long table, no name badges. I talked to someone for ten minutes before asking what they do.",
        tags={3: "supports"},
    ),
    Note(
        key="towpath-dogs",
        who=2,
        at="encounter towpath",
        time="13:52",
        words=(
            "Two people with dogs asked what the clipboards were for. When we said co-production they laughed, "
            "kindly, and asked whether that was the same as mucking in. We had no better answer."
        ),
        tags={1: "challenges"},
    ),
    Note(
        key="canal",
        who=1,
        at="visit canal",
        time="14:08",
        words=(
            "Half an hour of not producing anything. The canal was the new infrastructure once, argued over and "
            "subsidised and opposed. Now it is where people think. I would like our projects to age like that."
        ),
        tags={1: "complicates", 3: "supports"},
        picture=Picture(
            "canal",
            "The Bridgewater Canal at Boothstown. What was built to move coal now moves prams and dogs. Spaces enable "
            "things nobody planned, if somebody keeps the path in order.",
        ),
    ),
    Note(
        key="bus-back",
        who=3,
        at="leg sharing",
        time="14:48",
        words=(
            "On the way back we disagreed about leadership and missed our stop. Strong leader, said one of us: "
            "someone has held this together. Strong table, said the other: the leader is whoever lays it."
        ),
        tags={4: "complicates"},
    ),
]
