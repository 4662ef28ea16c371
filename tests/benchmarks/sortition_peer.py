"""sortition-algorithms on one pool, in its own environment: reads JSON, prints JSON.

Run by :mod:`drawing` with the interpreter named by SORTITION; nothing of ours is loaded.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict

from sortition_algorithms import Settings, read_in_features, read_in_people
from sortition_algorithms.committee_generation import find_distribution_maximin

HEAD = ("feature", "value", "min", "max")


def main() -> None:
    """Maximin chances under the quotas given."""
    asked = json.load(sys.stdin)
    bounded = defaultdict(set)
    rows = []
    for field, value, low, high in asked["quotas"]:
        cells = (field, value, str(low), str(high))
        rows.append(dict(zip(HEAD, cells, strict=True)))
        bounded[field].add(value)
    features = read_in_features(HEAD, rows)[0]
    settings = Settings(id_column="id", columns_to_keep=[])
    columns = ["id", *bounded]
    listed = [{name: person[name] for name in columns} for person in asked["people"]]
    people = read_in_people(columns, listed, features, settings)[0]
    since = time.process_time()
    panels, weights, _ = find_distribution_maximin(features, people, asked["size"], [])
    took = time.process_time() - since
    chance = dict.fromkeys((person["id"] for person in listed), 0.0)
    for panel, weight in zip(panels, weights, strict=True):
        for pid in panel:
            chance[pid] += weight
    print(
        json.dumps(
            {
                "maximin_seconds": round(took, 2),
                "maximin_lowest": min(chance.values()),
                "maximin_highest": max(chance.values()),
                "maximin_panels": len(panels),
            }
        )
    )


if __name__ == "__main__":
    main()
