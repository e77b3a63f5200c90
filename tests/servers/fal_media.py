"""Small real files, different for every request and the same for the same one: what the local services deliver."""

import hashlib
import io
import json
import math
import struct
import wave
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

import av
import numpy as np
from PIL import Image

RATE = 24
SOUND = 24_000


def mark_of(*facts: Any) -> str:
    """What tells one request's files from another's: a hash of everything that was asked."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def shape_of(body: Mapping[str, Any], long_side: int = 320) -> tuple[int, int]:
    """Width and height in even pixels, of the ratio the request names; 16:9 where it names none."""
    asked = str(body.get("aspect_ratio") or body.get("image_size") or "16:9")
    named = {"square_hd": "1:1", "square": "1:1", "portrait_4_3": "3:4", "portrait_16_9": "9:16", "landscape_4_3": "4:3"}
    across, _, up = named.get(asked, asked).replace("x", ":").partition(":")
    try:
        ratio = float(across) / float(up)
    except (ValueError, ZeroDivisionError):
        ratio = 16 / 9
    wide, high = (long_side, long_side / ratio) if ratio >= 1 else (long_side * ratio, long_side)
    return max(16, 2 * round(wide / 2)), max(16, 2 * round(high / 2))


def seconds_of(body: Mapping[str, Any]) -> float:
    """The length the request names in any of fal's five writings; 5 where it names none."""
    if isinstance(body.get("music_length_ms"), int | float):
        return float(body["music_length_ms"]) / 1000
    for name in ("duration", "duration_seconds", "seconds_total"):
        try:
            return min(60.0, max(0.5, float(str(body.get(name)).removesuffix("s"))))
        except ValueError:
            continue
    return 5.0


@lru_cache(maxsize=256)
def png(mark: str, width: int = 64, height: int = 36) -> bytes:
    """A picture of one colour with a stripe, both read off the mark."""
    seed = bytes.fromhex(mark[:16])
    picture = Image.new("RGB", (width, height), (64 + seed[0] // 2, 64 + seed[1] // 2, 64 + seed[2] // 2))
    picture.paste((seed[3], seed[4], seed[5]), (seed[6] % max(1, width - 4), 0, width, height // 3 + 1))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    return _with_text(out.getvalue(), mark)


def black_png(width: int = 64, height: int = 36) -> bytes:
    """What a safety checker leaves of a picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()


def _with_text(picture: bytes, text: str) -> bytes:
    """The PNG with a text chunk before its end, so that no two requests share their bytes."""
    import zlib

    body = b"tEXtmark\0" + text.encode()
    return picture[:-12] + struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)) + picture[-12:]


@lru_cache(maxsize=64)
def mp4(mark: str, seconds: float = 5.0, width: int = 320, height: int = 180, sound: bool = False) -> bytes:
    """A clip whose colour moves; the mark lies in a `free` box behind it, as the format allows."""
    hidden = mark.encode()
    return _clip(int(mark[:2], 16) % 8, seconds, width, height, sound) + struct.pack(">I", 8 + len(hidden)) + b"free" + hidden


@lru_cache(maxsize=64)
def _clip(hue: int, seconds: float, width: int, height: int, sound: bool) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        video = file.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "crf": "35", "g": "24"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio = file.add_stream("aac", rate=SOUND) if sound else None
        count = max(1, round(seconds * RATE))
        for at in range(count):
            pixels = np.full((height, width, 3), (40 + hue * 25, 90, 200 - hue * 15), np.uint8)
            edge = (at * width) // count
            pixels[height // 3 : height // 2, max(0, edge - 12) : edge + 4] = 255
            for packet in video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")):
                file.mux(packet)
        for packet in video.encode():
            file.mux(packet)
        if audio is not None:
            for frame in _frames(_tone(hue, count / RATE)):
                for packet in audio.encode(frame):
                    file.mux(packet)
            for packet in audio.encode():
                file.mux(packet)
    return out.getvalue()


def _tone(hue: int, seconds: float) -> "np.ndarray[Any, np.dtype[np.float32]]":
    return (0.2 * np.sin(2 * math.pi * (220 + 30 * hue) * np.arange(round(seconds * SOUND)) / SOUND)).astype(np.float32)


def _frames(samples: "np.ndarray[Any, np.dtype[np.float32]]") -> list[av.AudioFrame]:
    frames = []
    for start in range(0, len(samples), 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, start : start + 1024], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND, start, Fraction(1, SOUND)
        frames.append(frame)
    return frames


@lru_cache(maxsize=64)
def wav(mark: str, seconds: float = 1.0) -> bytes:
    """A tone; the mark is in its first samples, too quiet to hear."""
    samples = (_tone(int(mark[:2], 16) % 8, seconds) * 32000).astype("<i2")
    samples[:32] = np.frombuffer(bytes.fromhex(mark), np.uint8)[:32]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SOUND)
        file.writeframes(samples.tobytes())
    return out.getvalue()


@lru_cache(maxsize=64)
def mp3(mark: str, seconds: float = 1.0) -> bytes:
    """The same tone as MP3; the mark is in an ID3 tag before it."""
    body = b"\0mark\0" + mark.encode()
    frame = b"TXXX" + struct.pack(">I", len(body)) + b"\0\0" + body
    size = len(frame)
    head = b"ID3\x03\0\0" + bytes(((size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127))
    return head + frame + _mp3(int(mark[:2], 16) % 8, seconds)


@lru_cache(maxsize=64)
def _mp3(hue: int, seconds: float) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp3", options={"id3v2_version": "0", "write_xing": "0"}) as file:
        stream = file.add_stream("libmp3lame", rate=SOUND)
        stream.layout = "mono"
        stream.format = "fltp"
        for frame in _frames(_tone(hue, seconds)):
            for packet in stream.encode(frame):
                file.mux(packet)
        for packet in stream.encode():
            file.mux(packet)
    return out.getvalue()
