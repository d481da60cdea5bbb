from reflections.models.capture import Reflection
from reflections.models.coding import Tag
from reflections.models.findings import Evidence, Finding
from reflections.models.media import Photo, VoiceNote
from reflections.models.sending import Chunk, PaperCode, Part, Revision, Sent, Writing

__all__ = [
    "Chunk",
    "Evidence",
    "Finding",
    "PaperCode",
    "Part",
    "Photo",
    "Reflection",
    "Revision",
    "Sent",
    "Tag",
    "VoiceNote",
    "Writing",
]
