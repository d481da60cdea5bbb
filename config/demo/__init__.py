"""The demo: the hunt that ran from Eccles on 26 March 2019, with sample words and drawn pictures.

Organisations, places, the date, the conundrums and the four learnings are facts. Everything people log, say or write
here, every person, contact and access note, and the times between the briefing and the end are samples.
"""
