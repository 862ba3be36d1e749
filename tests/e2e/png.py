"""Screenshots that weigh a third and look the same: 256 colours instead of all that smooth letters are made of."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Browser

# In a page: 256 colours of a picture, and for each of its pixels which of them is nearest.
REDUCE = """
async (picture) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  const distance = (a, b) => a.reduce((sum, part, i) => sum + (part - b[i]) ** 2, 0);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).map(([pixel]) => parts(pixel));
  // Surfaces as they are; of the others those that differ, or shades of grey would leave a small blue word no room.
  const kept = frequent.splice(0, 48);
  for (const one of frequent) {
    if (kept.length === 256) break;
    if (kept.every((other) => distance(one, other) > 90)) kept.push(one);
  }
  const nearest = new Map();
  for (const pixel of counts.keys()) {
    const far = kept.map((one) => distance(one, parts(pixel)));
    nearest.set(pixel, far.indexOf(Math.min(...far)));
  }
  const text = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return [width, height, btoa(text(kept.flat())), btoa(text(Uint8Array.from(pixels, (one) => nearest.get(one))))];
}
"""


def reduce(browser: Browser, path: Path) -> None:
    page = browser.new_page()
    picture = base64.b64encode(path.read_bytes()).decode()
    width, height, colours, pixels = page.evaluate(REDUCE, picture)
    page.close()
    path.write_bytes(_written(width, height, base64.b64decode(colours), base64.b64decode(pixels)))


def _written(width: int, height: int, colours: bytes, pixels: bytes) -> bytes:
    # https://www.w3.org/TR/png-3/: 8 bits of an index a pixel, and no row is filtered.
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    rows = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    chunks = [(b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
