from reflections.models.capture import Reflection
from reflections.models.coding import Tag
from reflections.models.findings import Evidence, Finding
from reflections.models.media import Photo, VoiceNote
from reflections.models.sending import Chunk, Deleted, PaperCode, Part, Revision, Sent, StatedPositions, Writing

__all__ = [
    "Chunk",
    "Deleted",
    "Evidence",
    "Finding",
    "PaperCode",
    "Part",
    "Photo",
    "Reflection",
    "Revision",
    "Sent",
    "StatedPositions",
    "Tag",
    "VoiceNote",
    "Writing",
]
