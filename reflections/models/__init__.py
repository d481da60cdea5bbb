from reflections.models.capture import Photo, Reflection
from reflections.models.coding import Tag
from reflections.models.findings import Evidence, Finding

__all__ = ["Evidence", "Finding", "Photo", "Reflection", "Tag"]
