"""The products in the sample pictures, each as model, as wires, unwrapped and finished."""
import math

import bpy
from mathutils import Vector

from studio import (ball, box, brass, bump, checker, clay, curve, drum, finish, glass, glow, lathe, material, nodes, noise,
                    ramp, stone, wires, words)

def disc(radius, depth, foot, top=None, sides=128):
    """A standing disc with a flat foot; cut off above `top` where given."""
    steps = [2 * math.pi * i / sides for i in range(sides)]
    ring = [(radius * math.cos(a), max(radius * math.sin(a), foot)) for a in steps]
    if top is not None:
        ring = [(x, min(z, top)) for x, z in ring]
    clean = [p for i, p in enumerate(ring) if math.dist(p, ring[i - 1]) > 1e-6]
    # Inner points of the flat parts are not needed, and would upset the bevel.
    flat = lambda i: clean[i - 1][1] == clean[i][1] == clean[(i + 1) % len(clean)][1]
    clean = [p for i, p in enumerate(clean) if not flat(i)]
    count = len(clean)
    verts = [(x, -depth / 2, z) for x, z in clean] + [(x, depth / 2, z) for x, z in clean]
    faces = [(i, i + count, (i + 1) % count + count, (i + 1) % count) for i in range(count)]
    for y, first in ((-depth / 2, 0), (depth / 2, count)):
        outer = [first + i for i in range(count)]
        for part in (0.72, 0.44, 0.18):
            inner = [len(verts) + i for i in range(count)]
            verts += [(x * part, y, z * part) for x, z in clean]
            pairs = [(outer[i], outer[(i + 1) % count], inner[(i + 1) % count], inner[i]) for i in range(count)]
            faces += pairs if first == 0 else [face[::-1] for face in pairs]
            outer = inner
        faces.append(tuple(outer) if first == 0 else tuple(outer[::-1]))
    mesh = bpy.data.meshes.new("disc")
    mesh.from_pydata(verts, [], faces)
    mesh.update()
    layer = mesh.uv_layers.new(name="uv")
    for face in mesh.polygons:
        for loop in face.loop_indices:
            x, y, z = mesh.vertices[mesh.loops[loop].vertex_index].co
            side = math.atan2(z, x) * radius / 2.0
            layer.data[loop].uv = (x / 2 + 0.5, z / 2 + 0.5) if abs(face.normal.y) > 0.5 else (side, y / 2)
    mesh.update()
    thing = bpy.data.objects.new("disc", mesh)
    bpy.context.collection.objects.link(thing)
    return thing


def bottle(at=(0, 0, 0), look="final", turn=0.0, cap=1.0, liquid=(1.0, 0.60, 0.20), fill=0.42, label=True, scale=1.0,
           chamfer=0.13):
    """The Sol bottle: a sun of thick glass, its foot at `at`."""
    foot, made = -0.93, []
    plain = {"clay": clay, "wire": clay, "checker": checker}.get(look)
    mats = {}
    if plain:
        m = plain()
        mats = dict(glass=m, metal=m, cap=m, print=m)
    else:
        rough = look == "texture"
        mats = dict(
            glass=glass((1.0, 0.985, 0.96), 1.5, (0.97, 0.86, 0.68)),
            metal=brass(0.22 if rough else 0.15),
            cap=stone((0.80, 0.71, 0.60), (0.50, 0.39, 0.29), 2.4),
            print=material("print", (0.98, 0.90, 0.74), 0.45),
        )
    sides = 48 if look == "wire" else 128
    made.append(finish(disc(1.0, 0.62, foot, sides=sides), mats["glass"], chamfer, segments=4 if look == "wire" else 8))
    if not plain:
        inner = finish(disc(0.84, 0.40, -0.78, fill), glass(liquid, 0.92, (1.0, 0.66, 0.30)), 0.09)
        made.append(inner)
        made.append(drum((0, 0, 0.10), 0.018, 1.45, material("tube", (0.9, 0.9, 0.88), 0.2, Transmission_Weight=0.6), 0))
    made.append(drum((0, 0, 1.03), 0.215, 0.16, mats["metal"], 0.02, sides=sides))
    made.append(drum((0, 0, 1.115), 0.25, 0.035, mats["metal"], 0.012, sides=sides))
    made.append(ball((0, 0, 1.12 + 0.30 * cap), 0.33 * cap, mats["cap"], sides // 4 * 3))
    if label and not plain:
        made.append(words("SOL", (0.04, -0.318, 0.02), 0.33, mats["print"], space=1.45))
        made.append(words("EAU DE PARFUM", (0.01, -0.318, -0.25), 0.066, mats["print"], space=1.6))
    if look == "wire":
        wires(made, material("wire", (0.05, 0.12, 0.28), 0.5))
    return place(made, at, turn, scale, -foot)


def place(made, at, turn=0.0, scale=1.0, lift=0.0):
    """Puts parts, modelled around the origin, together at a place."""
    group = bpy.data.objects.new("group", None)
    bpy.context.collection.objects.link(group)
    for thing in made:
        thing.parent = group
    for thing in list(bpy.context.scene.objects):
        if thing.parent is None and thing is not group and thing.modifiers.get("wires"):
            thing.parent = group
    group.location = (at[0], at[1], at[2] + lift * scale)
    group.rotation_euler = (0, 0, math.radians(turn))
    group.scale = (scale,) * 3
    return group


def candle(at=(0, 0, 0), look="final", lit=True, scale=1.0, turn=0.0):
    plain = {"clay": clay, "wire": clay, "checker": checker}.get(look)
    jar = plain() if plain else material("ceramic", (0.70, 0.33, 0.17), 0.34, Coat_Weight=0.6, Coat_Roughness=0.12)
    if not plain:
        tex = noise(jar, 40, 3)
        ramp(jar, tex.outputs["Fac"], [(0.30, (0.34, 0.11, 0.05)), (0.46, (0.52, 0.20, 0.09)), (0.8, (0.57, 0.24, 0.12))])
    wax = plain() if plain else material("wax", (0.96, 0.88, 0.74), 0.45, Subsurface_Weight=0.9)
    if not plain:
        nodes(wax)[2].inputs["Subsurface Radius"].default_value = (0.6, 0.25, 0.1)
    ribs = [(0.0, 0.0), (0.60, 0.0), (0.66, 0.05), (0.70, 0.16)]
    outer = curve(ribs + [(0.72, 0.5), (0.72, 0.95), (0.705, 1.12)], 6) + [(0.69, 1.15), (0.66, 1.15), (0.645, 1.12), (0.64, 0.4), (0.0, 0.4)]
    made = [lathe(outer, jar, sides=48 if look == "wire" else 128)]
    made.append(lathe(curve([(0.0, 0.80), (0.10, 0.80), (0.40, 0.83), (0.62, 0.85), (0.645, 0.88)], 8), wax))
    made.append(drum((0, 0, 0.88), 0.018, 0.20, plain() if plain else material("wick", (0.05, 0.04, 0.03), 0.9), 0))
    if not plain:
        print_ = material("print", (0.97, 0.91, 0.80), 0.5)
        made.append(words("SOL", (0, -0.719, 0.56), 0.17, print_, space=1.4, depth=0.012))
        made.append(words("AMBER & FIG", (0, -0.719, 0.40), 0.05, print_, space=1.5, depth=0.012))
    if lit and not plain:
        flame = lathe(curve([(0.0, 0.0), (0.035, 0.03), (0.055, 0.10), (0.035, 0.20), (0.0, 0.32)], 8), glow((1.0, 0.52, 0.16), 38), (0, 0, 0.94))
        flame.visible_shadow = False
        made.append(flame)
        lamp = bpy.data.lights.new("flame", "POINT")
        lamp.energy, lamp.color, lamp.shadow_soft_size = 26, (1.0, 0.56, 0.22), 0.07
        point = bpy.data.objects.new("flame light", lamp)
        point.location = (0, 0, 1.10)
        bpy.context.collection.objects.link(point)
        made.append(point)
    if look == "wire":
        wires(made, material("wire", (0.05, 0.12, 0.28), 0.5))
    return place(made, at, turn, scale)


def spray(at=(0, 0, 0), look="final", scale=1.0, turn=0.0, lying=False):
    plain = {"clay": clay, "wire": clay, "checker": checker}.get(look)
    body = plain() if plain else brass(0.24, (0.88, 0.64, 0.34))
    top = plain() if plain else stone((0.80, 0.71, 0.60), (0.50, 0.39, 0.29), 3.0)
    made = [drum((0, 0, 0.62), 0.215, 1.24, body, 0.02), drum((0, 0, 1.255), 0.19, 0.04, plain() if plain else brass(0.1), 0.006),
            drum((0, 0, 1.545), 0.215, 0.54, top, 0.03)]
    if not plain:
        ink = material("engraving", (0.16, 0.09, 0.04), 0.6)
        made.append(words("SOL", (0, -0.214, 0.70), 0.13, ink, space=1.3, depth=0.012))
    if look == "wire":
        wires(made, material("wire", (0.05, 0.12, 0.28), 0.5))
    group = place(made, at, turn, scale)
    if lying:
        group.rotation_euler = (math.radians(90), 0, math.radians(turn))
        group.location.z = at[2] + 0.215 * scale
    return group


def carton(at=(0, 0, 0), look="final", scale=1.0, turn=0.0, open_=0.0):
    plain = {"clay": clay, "wire": clay, "checker": checker}.get(look)
    paper = plain() if plain else material("paper", (0.63, 0.24, 0.11), 0.75)
    edge = plain() if plain else material("lining", (0.88, 0.76, 0.58), 0.7)
    if not plain:
        n, l, p = nodes(paper)
        coords, wave = n.new("ShaderNodeTexCoord"), n.new("ShaderNodeTexWave")
        wave.inputs["Scale"].default_value = 7.5
        l.new(coords.outputs["Object"], wave.inputs["Vector"])
        bump(paper, wave.outputs["Fac"], 0.55, 0.03)
    made = [box((0, 0, 0.95), (1.7, 0.86, 1.9), paper, 0.025), box((0, 0, 1.91), (1.64, 0.80, 0.10), edge, 0.01),
            box((0, 0, 2.27 + open_), (1.72, 0.88, 0.66), paper, 0.025)]
    if not plain:
        foil = brass(0.22, (0.95, 0.74, 0.42))
        made.append(drum((0, -0.436, 1.05), 0.42, 0.012, foil, 0, "Y"))
        made.append(words("SOL", (0.02, -0.436, 0.36), 0.16, foil, space=1.45))
    if look == "wire":
        wires(made, material("wire", (0.05, 0.12, 0.28), 0.5), 0.01)
    return place(made, at, turn, scale)


def lamp(at=(0, 0, 0), look="final", power=1.0, shade=(0.93, 0.34, 0.15), scale=1.0, dome=1.0):
    plain = {"clay": clay, "wire": clay, "checker": checker}.get(look)
    if plain:
        cap = stem = ring = plain()
    else:
        cap = material("shade", shade, 0.22, Subsurface_Weight=0.55, Coat_Weight=0.7, Coat_Roughness=0.08)
        n, l, p = nodes(cap)
        p.inputs["Subsurface Radius"].default_value = (0.5, 0.14, 0.06)
        p.inputs["Emission Color"].default_value = (1.0, 0.30, 0.08, 1)
        p.inputs["Emission Strength"].default_value = 0.55 * power
        stem = material("stem", shade, 0.2, Coat_Weight=0.7, Coat_Roughness=0.08)
        ring = brass(0.14)
    d, sides = dome, 48 if look == "wire" else 128
    made = [
        lathe(curve([(0.0, 0.0), (0.50, 0.0), (0.60, 0.03), (0.615, 0.09), (0.52, 0.16), (0.30, 0.30), (0.20, 0.60), (0.17, 1.0), (0.20, 1.35), (0.26, 1.46)], 3 if look == "wire" else 7), stem, sides=sides),
        lathe(curve([(1.02 * d, 1.42), (1.05 * d, 1.45), (1.03 * d, 1.62), (0.88 * d, 1.95), (0.56 * d, 2.20), (0.22 * d, 2.29), (0.0, 2.30)], 4 if look == "wire" else 8)
              + [(0.0, 2.27), (0.5 * d, 2.17), (0.84 * d, 1.93), (0.98 * d, 1.62), (1.00 * d, 1.46), (1.02 * d, 1.42)], cap, sides=sides),
        drum((0, 0, 1.46), 0.265, 0.05, ring, 0.012),
        drum((0, 0, 2.31), 0.06, 0.05, ring, 0.012),
    ]
    if not plain and power > 0:
        made.append(ball((0, 0, 1.72), 0.21, glow((1.0, 0.74, 0.42), 24 * power)))
    if look == "wire":
        wires(made, material("wire", (0.05, 0.12, 0.28), 0.5), 0.008)
    return place(made, at, 0, scale)


def orange(at, radius=0.36):
    m = material("orange", (0.95, 0.33, 0.02), 0.38, Subsurface_Weight=0.2)
    bump(m, noise(m, 26, 2).outputs["Fac"], 0.35, 0.02)
    fruit = ball(at, radius, m)
    fruit.scale = (1, 1, 0.95)
    stalk = drum((at[0], at[1], at[2] + radius * 0.94), 0.03, 0.02, material("stalk", (0.16, 0.18, 0.05), 0.8), 0)
    return fruit, stalk


def pebble(at, size, mat, turn=0):
    stone_ = ball(at, 1, mat)
    stone_.scale, stone_.rotation_euler = size, (0, 0, math.radians(turn))
    return stone_


def window(rows=3, columns=2, at=(-5.2, -4.2, 6.6), to=(0, 0.3, 0.8), pane=(1.05, 1.0), bar=0.16, far=1.0):
    """Bars between the sun and the scene: the light of a tall window."""
    black = material("bars", (0.02, 0.02, 0.02), 1.0)
    wide, high = columns * (pane[0] + bar), rows * (pane[1] + bar)
    parts = []
    for i in range(columns + 1):
        parts.append(box((-wide / 2 + i * (pane[0] + bar), 0, 0), (bar, 0.05, high + bar), black, 0))
    for j in range(rows + 1):
        parts.append(box((0, 0, -high / 2 + j * (pane[1] + bar)), (wide + bar, 0.05, bar), black, 0))
    big = 9
    parts.append(box((-wide / 2 - big / 2, 0, 0), (big, 0.05, 3 * big), black, 0))
    parts.append(box((wide / 2 + big / 2, 0, 0), (big, 0.05, 3 * big), black, 0))
    parts.append(box((0, 0, high / 2 + big / 2), (wide + 1, 0.05, big), black, 0))
    parts.append(box((0, 0, -high / 2 - big / 2), (wide + 1, 0.05, big), black, 0))
    group = bpy.data.objects.new("window", None)
    bpy.context.collection.objects.link(group)
    for part in parts:
        part.parent = group
        part.visible_camera = part.visible_glossy = part.visible_transmission = False
    group.location = Vector(at) * far
    group.rotation_euler = (Vector(to) - Vector(at)).to_track_quat("Y", "Z").to_euler()
    return Vector(to) - Vector(at)
