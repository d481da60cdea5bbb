"""GeoJSON by RFC 7946: one FeatureCollection, WGS 84, longitude before latitude, a feature a row.

A row without a point is a feature whose geometry is null (RFC 7946, 3.2), so that nothing is lost on the way to a map.
"""

import orjson

BATCH = 250
HEAD = b'{"type":"FeatureCollection","features":[\n'
TAIL = b"\n]}\n"


def stream(table):
    """Yield the file in pieces of bytes; memory holds one piece. The table needs the columns ``reflection_id``,
    ``latitude`` and ``longitude``: the first becomes the feature's id, the others its geometry."""
    names = [column.name for column in table.columns]
    latitude, longitude, pk = names.index("latitude"), names.index("longitude"), names.index("reflection_id")
    properties = [(name, place) for place, name in enumerate(names) if place not in (latitude, longitude)]
    piece, gap = [HEAD], b""
    for row in table.rows():
        feature = {
            "type": "Feature",
            "id": row[pk],
            "geometry": point(row[longitude], row[latitude]),
            "properties": {name: row[place] for name, place in properties},
        }
        piece.append(gap + orjson.dumps(feature))
        gap = b",\n"
        if len(piece) > BATCH:
            yield b"".join(piece)
            piece.clear()
    yield b"".join((*piece, TAIL))


def point(longitude, latitude):
    return None if longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}


def write(table, file):
    """Write the table to a binary file."""
    file.writelines(stream(table))
