"""Small tables in files, for tests."""

import json

FLOWERS = ("red", "blue", "white")


def write_flowers(path, rows=60):
    """Write a table of which two numbers tell the colour, with a number per row."""
    lines = ["id,length,width,soil,colour"]
    for i in range(rows):
        kind = i % 3
        soil = "" if i % 20 == 7 else "wet" if i % 2 else "dry"
        number = f"{kind + i % 7 / 10:.1f},{5 - kind + i % 5 / 10:.1f}"
        lines.append(f"{i + 1},{number},{soil},{FLOWERS[kind]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_houses(path, rows=60):
    """Write a table with a price that follows from a size."""
    lines = [f"{50 + i % 30},{1000 * (50 + i % 30)}" for i in range(rows)]
    path.write_text("\n".join(["size,price", *lines]) + "\n", encoding="utf-8")
    return path


def spec_text(path, outputs, **more):
    """Write a spec that learns from a table."""
    data = {
        "name": "mine",
        "dataset": {"type": "csv", "path": path, **outputs},
        "split": {"validation": 0.2, "test": 0.2},
        "layers": [
            {"type": "dense", "units": 4, "activation": "tanh"},
            {"type": "dense", "activation": "softmax"},
        ],
        "loss": "categorical_crossentropy",
        "optimizer": "adam",
        "training": {"epochs": 5},
        **more,
    }
    return json.dumps(data, indent=1)
