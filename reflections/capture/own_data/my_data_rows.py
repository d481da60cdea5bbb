"""What stands in ``reflections.json`` of somebody's own data: plain values, explained in its README."""

from datetime import datetime

from hunts.models import Participation
from reflections.capture.media.derivatives import make_derivatives
from reflections.models import Reflection


def about_person(participation: Participation) -> dict:
    """Who it is, where they stand, and every answer about consent with its wording."""
    hunt = participation.hunt
    return {
        "own_turf_data": 1,
        "hunt": {"title": hunt.title, "starts_at": said_at(hunt.starts_at), "time_zone": hunt.zone},
        "person": {
            "name": participation.name,
            "pseudonym": participation.pseudonym,
            "contact_email": participation.contact_email,
            "route": participation.route.name if participation.route else None,
            "joined_at": said_at(participation.joined_at),
        },
        "consents": [
            {
                "use": consent.use,
                "asked": consent.get_use_display(),
                "agreed": consent.agreed,
                "wording": consent.wording,
                "decided_at": said_at(consent.decided_at),
                "superseded_at": said_at(consent.superseded_at),
            }
            for consent in participation.consents.order_by("use", "decided_at", "pk")
        ],
        "positions": [
            {"when": position.when, "stance": position.stance, "stated_at": said_at(position.stated_at)}
            | about_conundrum(position.conundrum)
            for position in participation.positions.select_related("conundrum").order_by("when", "conundrum__number")
        ],
        "positions_sent": [
            {"id": str(sent.pk), "when": sent.when, "stated_at": said_at(sent.stated_at), "stances": sent.stances}
            for sent in participation.stated_positions.defer("body").order_by("stated_at", "pk")
        ],
    }


def about_reflection(reflection: Reflection) -> dict:
    """One reflection, fetched ``for_reading`` with its revisions and who brought it. ``stored_as`` of photos and voice
    notes is for ``my_data`` alone, which takes it out."""
    return {
        "id": str(reflection.pk),
        "moment": reflection.moment,
        "about": about_moment(reflection),
        "noted_at": said_at(reflection.noted_at),
        "noted_at_local": f"{reflection.local_time:%Y-%m-%d %H:%M}",
        "received_at": said_at(reflection.received_at),
        "edited_at": said_at(reflection.edited_at),
        "withdrawn_at": said_at(reflection.withdrawn_at),
        "audience": reflection.audience,
        "typed_by": str(reflection.typed_by) if reflection.typed_by else None,
        "handed_in_by": brought_by(reflection),
        "words": reflection.words,
        "tags": [{"stance": tag.stance} | about_conundrum(tag.conundrum) for tag in reflection.author_tags],
        "photos": [about_photo(photo) for photo in reflection.photos.all()],
        "voice_notes": [about_voice(voice) for voice in reflection.voices.all()],
        "earlier_versions": [
            {
                "until": said_at(revision.replaced_at),
                "words": revision.words,
                "tags": revision.tags,
                "audience": revision.audience,
            }
            for revision in reflection.revisions.all()
        ],
    }


def brought_by(reflection):
    sent = getattr(reflection, "sent", None)
    return str(sent.brought_by) if sent and sent.brought_by else None


def about_moment(reflection):
    """In words, as the notebook says it."""
    moments = Reflection.Moment
    if reflection.moment == moments.VISIT:
        return f"At {reflection.visit.stop.title}"
    if reflection.moment == moments.LEG:
        return f"On the way to {reflection.leg.visit.stop.title}"
    if reflection.moment == moments.ENCOUNTER:
        return f"Chance encounter: {reflection.encounter.title}"
    return reflection.place_said or "The whole day"


def name_of(row, field):
    """The name of a file that is made of what was sent; made now if the worker has not come to it."""
    if row.sent and not getattr(row, field):
        row = make_derivatives(row) or row
    return getattr(row, field).name


def about_photo(photo):
    return {
        "id": str(photo.pk),
        "file": f"photos/{photo.pk}.webp",
        "stored_as": name_of(photo, "image"),
        "caption": photo.caption,
        "showed": photo.showed,
        "recognisable": photo.recognisable,
        "who": photo.who,
        "latitude": None if photo.latitude is None else float(photo.latitude),
        "longitude": None if photo.longitude is None else float(photo.longitude),
        "sha256_of_file_sent": photo.sha256,
    }


def about_voice(voice):
    return {
        "id": str(voice.pk),
        "file": f"voice-notes/{voice.pk}.m4a",
        "stored_as": name_of(voice, "playable"),
        "transcript": voice.transcript,
        "seconds": voice.seconds,
        "sha256_of_file_sent": voice.sha256,
    }


def about_conundrum(conundrum):
    return {"conundrum": conundrum.number, "label": conundrum.label, "question": conundrum.question}


def said_at(moment: datetime | None) -> str | None:
    """In UTC, as ISO 8601 says it."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None
