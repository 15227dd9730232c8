#!/usr/bin/env python3
"""Writes the kernel's logos: `logo-svg.svg`, `logo-64x64.png`, `logo-32x32.png`.

Only the standard library is used, so that the same Python writes the same bytes anywhere.
The picture: a histogram of a peak on a rust-coloured tile, and the curve fitted to it.
"""

import math
import pathlib
import struct
import zlib

SIZE = 64.0
TILE = (0xB7, 0x41, 0x0E)
BAR = (0xFF, 0xE3, 0xCC)
CURVE = (0x1F, 0x2A, 0x44)
CORNER = 12.0
BASE = 54.0
BARS = [8, 15, 27, 37, 36, 24, 14, 7]
BAR_WIDTH = 6.0
LEFT = 8.0
CURVE_WIDTH = 3.0
SAMPLES = 8


def curve(x):
    """Height of the fitted curve, in the tile's units from the top."""
    return BASE - 39.0 * math.exp(-0.5 * ((x - 31.0) / 11.0) ** 2)


def in_tile(x, y):
    dx = max(CORNER - x, x - (SIZE - CORNER), 0.0)
    dy = max(CORNER - y, y - (SIZE - CORNER), 0.0)
    return dx * dx + dy * dy <= CORNER * CORNER


def in_bars(x, y):
    index = math.floor((x - LEFT) / BAR_WIDTH)
    return 0 <= index < len(BARS) and BASE - BARS[index] <= y <= BASE


POINTS = [(6.0 + 0.5 * i, curve(6.0 + 0.5 * i)) for i in range(105)]


def on_curve(x, y):
    return any((x - px) ** 2 + (y - py) ** 2 <= (CURVE_WIDTH / 2) ** 2 for px, py in POINTS)


def colour(x, y):
    if not in_tile(x, y):
        return None
    if on_curve(x, y):
        return CURVE
    return BAR if in_bars(x, y) else TILE


def pixel(column, row, scale):
    sums, hits = [0, 0, 0], 0
    for i in range(SAMPLES):
        for j in range(SAMPLES):
            rgb = colour((column + (i + 0.5) / SAMPLES) * scale, (row + (j + 0.5) / SAMPLES) * scale)
            if rgb:
                hits += 1
                sums = [s + c for s, c in zip(sums, rgb)]
    return bytes([round(s / hits) for s in sums] + [round(255 * hits / SAMPLES**2)]) if hits else bytes(4)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(side):
    scale = SIZE / side
    rows = b"".join(b"\0" + b"".join(pixel(c, r, scale) for c in range(side)) for r in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def svg():
    def name(rgb):
        return "#%02x%02x%02x" % rgb

    bars = "".join(
        f"M{LEFT + BAR_WIDTH * i:g} {BASE:g}v{-height:g}h{BAR_WIDTH:g}v{height:g}z" for i, height in enumerate(BARS)
    )
    line = "M" + "L".join(f"{x:g} {y:.2f}" for x, y in POINTS[::4])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE:g} {SIZE:g}">\n'
        f'<rect width="{SIZE:g}" height="{SIZE:g}" rx="{CORNER:g}" fill="{name(TILE)}"/>\n'
        f'<path d="{bars}" fill="{name(BAR)}"/>\n'
        f'<path d="{line}" fill="none" stroke="{name(CURVE)}" stroke-width="{CURVE_WIDTH:g}" '
        f'stroke-linecap="round"/>\n</svg>\n'
    )


if __name__ == "__main__":
    here = pathlib.Path(__file__).parent
    (here / "logo-svg.svg").write_text(svg())
    for side in (32, 64):
        (here / f"logo-{side}x{side}.png").write_bytes(png(side))
