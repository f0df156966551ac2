#!/usr/bin/env python3
"""Renders the pictures and clips of the sample studio.

Every model, material and light is made by code, here and in studio.py and products.py. Needs Python 3.11 with
`bpy` (Blender as a module) from PyPI, and ffmpeg for the clips:

    python3.11 -m venv venv && venv/bin/pip install bpy==4.5.15
    venv/bin/python assets/sample/render.py            # everything
    venv/bin/python assets/sample/render.py NAME...    # some pictures
    SCALE=0.3 SAMPLES=16 ... render.py NAME            # a quick look

The random seed is fixed: the same version gives the same pictures.
"""
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bpy  # noqa: E402
from products import bottle, candle, carton, disc, lamp, orange, pebble, spray, window  # noqa: E402
from studio import (area, aim, ball, begin, box, brass, camera, clay, drum, finish, material, plaster, stone,  # noqa: E402
                    sun, sweep, world)

OUT = Path(os.environ.get("OUT", HERE))
SCENES = {}


def scene(name):
    def keep(make):
        SCENES[name] = make
        return make
    return keep


def save(name, quality=85, depth=None):
    settings = bpy.context.scene.render.image_settings
    if name.endswith(".jpg"):
        settings.file_format, settings.quality, settings.color_mode = "JPEG", quality, "RGB"
    elif name.endswith(".png"):
        settings.file_format, settings.compression = "PNG", 100
        settings.color_depth = depth or "8"
        settings.color_mode = "RGBA" if bpy.context.scene.render.film_transparent else "RGB"
    elif name.endswith(".exr"):
        settings.file_format, settings.color_depth, settings.exr_codec = "OPEN_EXR", "16", "ZIP"
        settings.color_mode = "RGB"
    bpy.context.scene.render.filepath = str(OUT / name)
    bpy.ops.render.render(write_still=True)


# --- models: grey, evenly lit ----------------------------------------------------------------------------------

def model_stage(to=(0, 0, 1.27), at=(2.9, -6.6, 2.5), lens=44):
    begin(samples=6, look="AgX - Base Contrast")
    world(0.35)
    sweep(material("paper", (0.30, 0.31, 0.33), 0.9), back=5)
    area((-4, -4, 5.5), to, 3.5, 680)
    area((5, -3, 3), to, 3, 180, (0.85, 0.92, 1.0))
    area((2, 4, 5), to, 2.5, 320)
    camera(at, to, lens)


@scene("sol-bottle-model-r1.jpg")
def _():
    model_stage()
    bottle(look="clay", cap=0.72, chamfer=0.03)
    save("sol-bottle-model-r1.jpg")


@scene("sol-bottle-model-r2.jpg")
def _():
    model_stage()
    bottle(look="wire", cap=1.0)
    save("sol-bottle-model-r2.jpg")


@scene("sol-bottle-texture-r1.jpg")
def _():
    model_stage()
    bottle(look="checker")
    save("sol-bottle-texture-r1.jpg")


@scene("sol-giftbox-model-r1.jpg")
def _():
    model_stage((0, 0, 1.35), (4.2, -7.4, 3.6), 50)
    carton(look="wire", open_=0.28, turn=-8)
    save("sol-giftbox-model-r1.jpg")


@scene("sol-candle-texture-r1.jpg")
def _():
    model_stage((0, 0, 0.58), (1.8, -4.4, 2.2), 52)
    candle(look="checker")
    save("sol-candle-texture-r1.jpg")


# --- materials: on neutral grey, with a grey ball --------------------------------------------------------------

def look_stage(to=(0.45, 0, 1.27), at=(1.6, -7.0, 2.2), lens=45, paper=(0.52, 0.50, 0.47)):
    begin()
    world(0.25)
    sweep(plaster(paper), back=5)
    area((-3.5, -3.2, 5), to, 3.0, 520, (1.0, 0.96, 0.90))
    area((4.5, -1.5, 2.6), to, 2.2, 150, (0.88, 0.94, 1.0), high=4)
    area((1.5, 4.2, 4.4), to, 2.5, 420, (1.0, 0.90, 0.78))
    camera(at, to, lens)


def spheres(x=1.75, y=0.1):
    ball((x, y, 0.27), 0.27, material("grey", (0.18, 0.18, 0.18), 0.9))
    ball((x + 0.68, y + 0.1, 0.27), 0.27, material("chrome", (0.95, 0.95, 0.95), 0.03, 1.0))


@scene("sol-bottle-lookdev-r1.jpg")
def _():
    look_stage()
    bottle(look="texture", liquid=(0.95, 0.80, 0.42), fill=0.52, turn=10)
    spheres()
    save("sol-bottle-lookdev-r1.jpg")


@scene("sol-bottle-lookdev-r2.jpg")
def _():
    look_stage()
    bottle(turn=10)
    spheres()
    save("sol-bottle-lookdev-r2.jpg")


@scene("sol-candle-lookdev-r1.jpg")
def _():
    look_stage((0.45, 0, 0.62), (1.1, -5.0, 1.7), 52)
    candle(lit=False)
    spheres(1.25)
    save("sol-candle-lookdev-r1.jpg")


@scene("sol-spray-lookdev-r1.jpg")
def _():
    look_stage((0.35, 0, 0.80), (1.2, -6.4, 2.0), 46)
    spray(turn=0)
    spray((-0.5, -0.35, 0), turn=38, lying=True)
    spheres(1.1)
    save("sol-spray-lookdev-r1.jpg")


# --- the hero picture: a low sun through a window ---------------------------------------------------------------

def hero_set(warm=(0.80, 0.40, 0.20)):
    paper = plaster(warm)
    sweep(paper, back=2.6, radius=0.6)
    block = stone()
    drum((0.0, 0.15, 0.21), 1.55, 0.42, block, 0.03)
    box((1.95, 0.75, 0.62), (1.15, 1.15, 1.24), plaster((0.86, 0.62, 0.42)), 0.03, 14)
    drum((-1.85, 1.05, 0.95), 0.42, 1.9, plaster((0.72, 0.30, 0.14)), 0.03)
    orange((1.78, 0.62, 1.24 + 0.34), 0.36)
    orange((-1.08, -0.72, 0.34), 0.34)
    pebble((1.22, -0.85, 0.12), (0.34, 0.24, 0.13), stone((0.62, 0.52, 0.42), (0.36, 0.28, 0.2), 3), 20)
    pebble((1.68, -0.58, 0.07), (0.18, 0.14, 0.08), stone((0.85, 0.78, 0.68), (0.6, 0.5, 0.4), 3), 70)


@scene("sol-hero-lighting-r1.jpg")
def _():
    begin(1600, 1000, samples=8, exposure=0.55, look="AgX - Base Contrast")
    world(0.75, (1.0, 0.97, 0.94))
    hero_set()
    bottle((0, 0.05, 0.42), turn=9)
    area((-1, -6, 6), (0, 0, 1), 6, 620, (1.0, 0.98, 0.95))
    camera((0.55, -8.4, 2.3), (0.12, 0, 1.55), 50)
    save("sol-hero-lighting-r1.jpg")


def hero_light():
    begin(1600, 1000, samples=20, exposure=0.15)
    world(0.16, (0.80, 0.86, 1.0))
    hero_set()
    bottle((0, 0.05, 0.42), turn=9)
    ray = window(rows=3, columns=2, at=(-5.0, -5.4, 5.2), to=(0.1, 0.4, 1.2), pane=(1.05, 0.95), bar=0.13)
    sun(ray, 6.5, 0.7, (1.0, 0.80, 0.56)).location = (0, 0, 0)
    area((4.8, -2.6, 3.6), (0, 0, 1.2), 2.6, 95, (1.0, 0.82, 0.66))
    area((0.6, 2.3, 3.4), (0.0, 0.1, 1.5), 1.6, 70, (1.0, 0.74, 0.46))
    camera((0.55, -8.4, 2.3), (0.12, 0, 1.55), 50, fstop=2.8, focus=(0, -0.3, 1.4))


@scene("sol-hero-lighting-r2.jpg")
def _():
    hero_light()
    save("sol-hero-lighting-r2.jpg", 88)


@scene("sol-hero-lighting-r2.exr")
def _():
    hero_light()
    r = bpy.context.scene.render
    r.resolution_x, r.resolution_y = round(r.resolution_x * 0.32), round(r.resolution_y * 0.32)
    save("sol-hero-lighting-r2.exr")


# --- the family -------------------------------------------------------------------------------------------------

def family(evening):
    begin(exposure=0.55 if evening else 0.1)
    world(0.10 if evening else 0.35, (0.75, 0.82, 1.0) if evening else (1, 0.97, 0.93))
    sweep(plaster((0.36, 0.13, 0.07) if evening else (0.90, 0.72, 0.55)), back=3.2, radius=1.0)
    block = stone()
    box((-0.15, 0.55, 0.16), (3.5, 2.0, 0.32), block, 0.03, 4)
    box((-1.25, 1.10, 0.66), (1.35, 1.0, 0.68), plaster((0.66, 0.27, 0.13)), 0.02, -6)
    bottle((0.15, 0.35, 0.32), turn=6)
    candle((1.75, -0.35, 0), scale=0.86, lit=evening, turn=8)
    spray((-1.12, 0.95, 1.0), scale=0.82, turn=20)
    carton((-2.35, 0.2, 0), scale=0.62, turn=16)
    orange((0.98, -0.95, 0.3), 0.3)
    pebble((-0.85, -0.95, 0.10), (0.30, 0.22, 0.11), stone((0.62, 0.52, 0.42), (0.36, 0.28, 0.2), 3), -20)
    if evening:
        ray = window(rows=2, columns=2, at=(-5.4, -4.2, 3.6), to=(0.1, 0.6, 1.3), pane=(1.5, 1.2), bar=0.14)
        sun(ray, 3.6, 1.2, (1.0, 0.58, 0.32)).location = (0, 0, 0)
        area((4.5, 1.5, 3.2), (0, 0, 1.2), 1.6, 150, (1.0, 0.50, 0.28))
    else:
        sun((0.5, 0.62, -0.62), 4.2, 1.5, (1.0, 0.92, 0.80)).location = (0, 0, 0)
        area((4.5, -2.5, 3), (0, 0, 1), 3, 110)
    camera((0.5, -8.6, 2.4), (-0.22, 0.2, 1.42), 48, fstop=4, focus=(0.1, 0, 1.3))


@scene("sol-campaign-day.jpg")
def _():
    family(False)
    save("sol-campaign-day.jpg", 86)


@scene("sol-campaign-dusk.jpg")
def _():
    family(True)
    save("sol-campaign-dusk.jpg", 86)


@scene("sol-candle-lighting-r1.jpg")
def _():
    begin(exposure=0.2)
    world(0.06, (0.6, 0.72, 1.0))
    sweep(plaster((0.26, 0.20, 0.19)), back=2.6, radius=0.8)
    drum((0, 0, 0.09), 1.05, 0.18, stone(), 0.02)
    candle((0, 0, 0.18), lit=True)
    pebble((1.1, -0.55, 0.12), (0.30, 0.22, 0.13), stone((0.62, 0.52, 0.42), (0.36, 0.28, 0.2), 3), 30)
    orange((-1.25, 0.35, 0.33), 0.33)
    area((-3.5, 1.5, 3.0), (0, 0, 0.8), 1.4, 110, (0.55, 0.70, 1.0), high=3)
    area((3.2, -2.4, 2.2), (0, 0, 0.7), 1.6, 34, (1.0, 0.72, 0.48))
    camera((0.3, -5.6, 1.55), (0.0, 0, 0.78), 62, fstop=2.8, focus=(0, -0.6, 0.8))
    save("sol-candle-lighting-r1.jpg")


@scene("sol-spray-lighting-r1.jpg")
def _():
    begin(exposure=0.2)
    world(0.22)
    sweep(plaster((0.78, 0.60, 0.44)), back=2.8, radius=0.8)
    box((0.1, 0.35, 0.2), (2.3, 1.3, 0.4), stone(), 0.03, -5)
    spray((0.28, 0.25, 0.4), turn=-16)
    spray((-0.75, -0.75, 0), turn=72, lying=True)
    orange((-0.55, 0.3, 0.73), 0.33)
    sun((0.62, 0.5, -0.55), 4.6, 0.8, (1.0, 0.86, 0.68)).location = (0, 0, 0)
    area((4, -2, 3), (0, 0, 1), 2.4, 120, (1.0, 0.9, 0.8))
    area((-3.5, -2.5, 2.0), (0, 0, 1), 1.2, 90, high=3)
    camera((0.6, -6.8, 2.0), (0.05, 0, 1.05), 46, fstop=4, focus=(0.2, 0, 1.2))
    save("sol-spray-lighting-r1.jpg")


# --- packshots with transparency, for the shop ------------------------------------------------------------------

def packshot(width, height):
    begin(width, height, alpha=True, exposure=0.2)
    world(0.9)
    area((-3.4, -2.0, 3.2), (0, 0, 1.2), 1.4, 330, high=4)
    area((3.4, -2.0, 3.2), (0, 0, 1.2), 1.4, 330, high=4)
    area((0, 3.0, 3.0), (0, 0, 1.2), 3, 220)
    camera((0, -9.6, 1.55), (0, 0, 1.32), 104)


@scene("sol-packshot-r1.png")
def _():
    packshot(480, 600)
    bottle()
    save("sol-packshot-r1.png", depth="16")


@scene("sol-packshot-candle.png")
def _():
    packshot(480, 480)
    bpy.context.scene.camera.location = (0, -6.4, 1.5)
    aim(bpy.context.scene.camera, (0, 0, 0.6))
    candle(lit=False)
    save("sol-packshot-candle.png")


# --- the lamp ---------------------------------------------------------------------------------------------------

def lamp_room(shade, wall, evening):
    begin(exposure=0.1)
    world(0.05 if evening else 0.4, (0.6, 0.7, 1.0) if evening else (1, 1, 1))
    sweep(plaster(wall), back=2.4, radius=0.3)
    drum((0.1, 0.2, 0.30), 1.5, 0.6, material("table", (0.20, 0.10, 0.05), 0.35, Coat_Weight=0.4), 0.05)
    lamp((-0.25, 0.1, 0.6), shade=shade, power=1.0 if evening else 0.0)
    books = [((0.15, 0.22, 0.30), 0.10, 8), ((0.80, 0.74, 0.62), 0.08, 2), ((0.55, 0.14, 0.08), 0.12, -5)]
    level = 0.6
    for colour, thick, turn in books:
        box((0.88, -0.20, level + thick / 2), (0.95, 0.68, thick), material("book", colour, 0.7), 0.012, turn)
        level += thick
    ball((0.86, -0.2, level + 0.13), 0.13, brass(0.1))
    if evening:
        area((-4, -1.5, 3.5), (0, 0, 1.5), 2.0, 75, (0.45, 0.60, 1.0), high=4)
    else:
        sun((0.6, 0.6, -0.5), 4.0, 1.0, (1.0, 0.93, 0.84)).location = (0, 0, 0)
        area((4, -3, 3), (0, 0, 1), 3, 120)
    camera((0.4, -8.6, 2.35), (0.1, 0, 1.66), 54, fstop=4, focus=(-0.2, -0.4, 1.8))


@scene("tomo-lamp-model-r1.jpg")
def _():
    model_stage((0, 0, 1.18), (3.2, -7.2, 2.9), 48)
    lamp(look="wire")
    save("tomo-lamp-model-r1.jpg")


@scene("tomo-lamp-evening-r1.jpg")
def _():
    lamp_room((0.93, 0.34, 0.15), (0.16, 0.22, 0.24), True)
    save("tomo-lamp-evening-r1.jpg", 86)


@scene("tomo-lamp-day-r1.jpg")
def _():
    lamp_room((0.86, 0.74, 0.30), (0.80, 0.77, 0.72), False)
    save("tomo-lamp-day-r1.jpg")


# --- the turntable ----------------------------------------------------------------------------------------------

FRAMES, RATE = 96, 24


def clip(name, crf, hold=0):
    """Renders the animation and encodes it, with B-frames and long groups as deliveries have; holds at the end."""
    bpy.context.scene.frame_end = FRAMES - hold
    settings = bpy.context.scene.render.image_settings
    settings.file_format, settings.color_mode, settings.compression = "PNG", "RGB", 15
    with tempfile.TemporaryDirectory() as folder:
        bpy.context.scene.render.filepath = folder + "/"
        bpy.ops.render.render(animation=True)
        subprocess.run(
            ["ffmpeg", "-y", "-loglevel", "error", "-framerate", str(RATE), "-i", folder + "/%04d.png",
             "-vf", f"tpad=stop_mode=clone:stop={hold},scale=out_color_matrix=bt709:out_range=tv", "-c:v", "libx264", "-preset", "veryslow",
             "-crf", str(crf), "-pix_fmt", "yuv420p", "-g", "48", "-bf", "3", "-colorspace", "bt709",
             "-color_primaries", "bt709", "-color_trc", "bt709", "-movflags", "+faststart",
             "-map_metadata", "-1", "-fflags", "+bitexact", str(OUT / name)], check=True)


def turning(samples, look, rise):
    """The bottle turns while the camera comes closer and, where asked, rises."""
    begin(480, 300, samples=samples, exposure=0.1)
    s = bpy.context.scene
    s.frame_start, s.frame_end, s.render.fps = 1, FRAMES, RATE
    world(0.22, (1.0, 0.96, 0.92))
    sweep(plaster((0.74, 0.38, 0.20) if look == "final" else (0.32, 0.33, 0.35)), back=4, radius=2)
    drum((0, 0, 0.16), 1.35, 0.32, stone() if look == "final" else clay(), 0.03)
    group = bottle((0, 0, 0.32), look=look)
    area((-3.2, -3.6, 5), (0, 0, 1.4), 1.8, 520, (1.0, 0.88, 0.72))
    area((4.2, -1.2, 2.6), (0, 0, 1.4), 1.4, 170, (0.86, 0.92, 1.0), high=4)
    area((0.8, 3.4, 3.6), (0, 0, 1.4), 2.2, 330, (1.0, 0.80, 0.56))
    cam = camera((0, -8.6, 1.7), (0, 0, 1.45), 46 if rise else 62)
    for frame in range(1, FRAMES + 1):
        t = (frame - 1) / FRAMES
        ease = t * t * (3 - 2 * t)
        group.rotation_euler = (0, 0, 2 * math.pi * t + math.radians(8))
        group.keyframe_insert("rotation_euler", frame=frame)
        cam.location = (1.2 * math.sin(math.pi * t) if rise else 0, -8.8 + (1.1 if rise else 2.0) * ease, 1.7 + (1.3 * ease if rise else 0))
        aim(cam, (0, 0, 1.58 if rise else 1.42))
        cam.keyframe_insert("location", frame=frame)
        cam.keyframe_insert("rotation_euler", frame=frame)


@scene("sol-turntable-r1.mp4")
def _():
    turning(4, "clay", False)
    clip("sol-turntable-r1.mp4", 24)


@scene("sol-turntable-r2.mp4")
def _():
    turning(4, "final", True)
    clip("sol-turntable-r2.mp4", 23, hold=15)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or SCENES:
        if wanted not in SCENES:
            sys.exit(f"no picture is called {wanted}; there are: {' '.join(SCENES)}")
        print(f"rendering {wanted}", flush=True)
        SCENES[wanted]()
