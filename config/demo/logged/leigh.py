"""Sample reflections of the party that walked through Leigh West."""

from config.demo.logged.note import Note, Picture

NOTES = [
    Note(
        key="minibus-out",
        who=5,
        at="leg leigh-walk",
        time="10:31",
        words=(
            "In the minibus, reading the briefing again. “Are we hampered by a bottom up is best fetish?” "
            "I notice that I bristle at the word fetish, which probably means that I have one."
        ),
        tags={2: "supports"},
    ),
    Note(
        key="first-street",
        who=6,
        at="visit leigh-walk",
        time="11:08",
        words=(
            "We start in the street, not in a meeting room. Rain in the air, everyone in the wrong shoes. Being shown "
            "a place by someone who works there for its residents is different from being shown slides about it: "
            "you can point at something and ask."
        ),
        tags={3: "supports"},
        picture=Picture(
            "terrace-street",
            "A terrace, one door after another. Poor private-rented housing is invisible from the pavement unless "
            "somebody tells you how to look. Walking with the people who know is a method, not an outing.",
        ),
    ),
    Note(
        key="verge",
        who=5,
        at="visit leigh-walk",
        time="11:26",
        words=(
            "Leeks. On the verge of a car park. I stood there longer than was polite. Nobody designed this space for "
            "co-production, somebody simply began, and now the verge belongs to whoever waters it."
        ),
        tags={3: "supports", 2: "supports"},
        picture=Picture(
            "vegetable-plot",
            "A vegetable plot on a car-park verge. The edge of something ugly is being looked after. It asks a "
            "question of everyone who parks here: what else is only a verge because we call it one?",
        ),
    ),
    Note(
        key="verge-again",
        who=8,
        at="visit leigh-walk",
        time="11:30",
        words=(
            "I know we are all in love with the vegetable plot. Two hours ago I would have said it proves that bottom "
            "up works. But a plot like that needs somebody at the council who decides not to mow. Leaving alone is a "
            "decision, and someone with authority made it."
        ),
        tags={2: "complicates", 4: "supports"},
    ),
    Note(
        key="ten-years",
        who=7,
        at="visit leigh-walk",
        time="11:47",
        words=(
            "One million pounds sounds like a lot until you divide it by ten years, and ten years sounds like a lot "
            "until you compare it with our three-year projects. I think the time is the more radical gift of the two."
        ),
        tags={1: "complicates", 4: "unsure"},
    ),
    Note(
        key="paid-worker",
        who=6,
        at="visit leigh-walk",
        time="12:04",
        words=(
            "Resident-led, with a paid support worker. People say the first half loudly and the second half quietly. "
            "I would turn that round. Somebody whose job it is to answer the phone is what makes it possible for "
            "everybody else to have good days and bad days."
        ),
        tags={2: "challenges", 4: "supports"},
    ),
    Note(
        key="distributed",
        who=5,
        at="visit leigh-walk",
        time="12:22",
        words=(
            "Distributed leadership, the phrase, usually makes me suspicious: too often it means that nobody is "
            "answerable. On the walk it looked different. Different people knew different corners, and each of them "
            "took the front of the group when we came to theirs."
        ),
        tags={4: "challenges"},
    ),
    Note(
        key="damp",
        who=7,
        at="visit leigh-walk",
        time="12:35",
        words=(
            "Self-help is moving to watch and I do not want to be sentimental about it. No amount of self-help mends "
            "a landlord's roof. There are things for which we need a robust, old-fashioned, top-down enforcement of "
            "the rules, and the residents should be the ones who say where to start."
        ),
        tags={2: "challenges", 4: "challenges"},
    ),
    Note(
        key="litter-pick",
        who=8,
        at="encounter litter-pick",
        time="12:41",
        words=(
            "Not on the programme: somebody in a high-vis jacket with a litter picker and a very full bag. We asked "
            "which scheme it was part of. It was not part of a scheme. It was Tuesday."
        ),
        tags={1: "challenges", 2: "supports"},
        picture=Picture(
            "litter-pick",
            "A litter picker, a bag and a high-vis jacket. We met them by chance and asked before taking the picture. "
            "What looked like a project to us was somebody's ordinary week.",
            recognisable="agreed",
            who="The person with the litter picker, seen from behind",
        ),
    ),
    Note(
        key="noticeboard",
        who=6,
        at="visit leigh-walk",
        time="12:52",
        words=(
            "I read the whole noticeboard while the others walked on. Nothing on it is addressed to people like me. "
            "That is what a space looks like when it was not made for visitors."
        ),
        tags={3: "supports"},
        picture=Picture(
            "noticeboard",
            "A noticeboard by the road, every pin in use. It tells you who is expected here. We could ask of each of "
            "our own buildings: what does the board say, and to whom?",
        ),
    ),
    Note(
        key="shoes",
        who=8,
        at="visit leigh-walk",
        time="13:14",
        words="My feet hurt and I have changed my mind about two things. Good ratio.",
    ),
    Note(
        key="leigh-lunch",
        who=7,
        at="visit leigh-lunch",
        time="14:02",
        words=(
            "Over lunch we tried to say who had led the walk. Four of us, four answers, all of them right. Then we "
            "tried to say who would be answerable if it went wrong, and that was one answer, at once. So perhaps "
            "leadership can be shared and answerability cannot."
        ),
        tags={4: "complicates"},
    ),
    Note(
        key="lunch-withdrawn",
        who=8,
        at="visit leigh-lunch",
        time="14:10",
        words="A thought about the afternoon that its author took back later. It must not show anywhere.",
        withdrawn=True,
    ),
    Note(
        key="minibus-back",
        who=5,
        at="leg sharing",
        time="14:51",
        words=(
            "Quiet in the minibus. I think we are all rewriting the same slide. It has an arrow pointing up on it and "
            "an arrow pointing down, and neither of them was on the walk."
        ),
        tags={2: "challenges"},
    ),
]
