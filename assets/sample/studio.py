"""The studio of the sample pictures: stage, lights, materials and simple modelling, by code."""
import math
import os
from pathlib import Path

import bpy
from mathutils import Vector

FONTS = Path(__file__).resolve().parent.parent / "fonts"
SCALE = float(os.environ.get("SCALE", "1"))
SAMPLES = int(os.environ.get("SAMPLES", "0"))


# --- the stage -------------------------------------------------------------------------------------------------

def begin(width=1040, height=650, samples=8, exposure=0.0, look="AgX - Medium High Contrast", alpha=False):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = SAMPLES or samples
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold = 0.06
    scene.cycles.adaptive_min_samples = 4
    scene.cycles.use_denoising = True
    scene.cycles.denoiser = "OPENIMAGEDENOISE"
    scene.cycles.seed = 7
    scene.cycles.max_bounces = 10
    scene.cycles.diffuse_bounces = 2
    scene.cycles.transmission_bounces = 10
    scene.cycles.transparent_max_bounces = 8
    scene.cycles.caustics_reflective = False
    scene.cycles.caustics_refractive = False
    scene.cycles.sample_clamp_indirect = 6.0
    # Light that has bounced twice is taken from the sky: soft, even, and much faster.
    scene.cycles.use_fast_gi = True
    scene.cycles.ao_bounces_render = 2
    scene.render.film_transparent = alpha
    scene.render.resolution_x = round(width * SCALE)
    scene.render.resolution_y = round(height * SCALE)
    scene.render.use_persistent_data = True
    scene.view_settings.view_transform = "AgX"
    scene.view_settings.look = look
    scene.view_settings.exposure = exposure
    scene.world = bpy.data.worlds.new("world")
    world(0.05)
    return scene


def world(strength, colour=(1, 1, 1)):
    w = bpy.context.scene.world
    w.use_nodes = True
    bg = w.node_tree.nodes["Background"]
    bg.inputs["Color"].default_value = (*colour, 1)
    bg.inputs["Strength"].default_value = strength


def camera(at, to, lens=70, fstop=None, focus=None):
    cam = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    bpy.context.collection.objects.link(cam)
    cam.location = at
    aim(cam, to)
    cam.data.lens = lens
    if fstop:
        cam.data.dof.use_dof = True
        cam.data.dof.aperture_fstop = fstop
        cam.data.dof.focus_distance = (Vector(focus or to) - Vector(at)).length
    bpy.context.scene.camera = cam
    return cam


def aim(thing, to):
    thing.rotation_euler = (Vector(to) - Vector(thing.location)).to_track_quat("-Z", "Y").to_euler()


def area(at, to, size, power, colour=(1, 1, 1), high=None, spread=180):
    light = bpy.data.lights.new("area", "AREA")
    light.energy, light.color, light.size = power, colour, size
    light.spread = math.radians(spread)
    if high:
        light.shape, light.size_y = "RECTANGLE", high
    thing = bpy.data.objects.new("area", light)
    thing.location = at
    bpy.context.collection.objects.link(thing)
    aim(thing, to)
    return thing


def sun(direction, power, angle=1.0, colour=(1, 1, 1)):
    light = bpy.data.lights.new("sun", "SUN")
    light.energy, light.color, light.angle = power, colour, math.radians(angle)
    thing = bpy.data.objects.new("sun", light)
    bpy.context.collection.objects.link(thing)
    aim(thing, direction)
    return thing


# --- materials -------------------------------------------------------------------------------------------------

def material(name, colour=(0.8, 0.8, 0.8), rough=0.5, metal=0.0, **more):
    m = bpy.data.materials.new(name)
    m.use_nodes = True
    p = m.node_tree.nodes["Principled BSDF"]
    p.inputs["Base Color"].default_value = (*colour, 1)
    p.inputs["Roughness"].default_value = rough
    p.inputs["Metallic"].default_value = metal
    for key, value in more.items():
        p.inputs[key.replace("_", " ")].default_value = value
    return m


def nodes(m):
    return m.node_tree.nodes, m.node_tree.links, m.node_tree.nodes["Principled BSDF"]


def noise(m, scale, detail=6.0, rough=0.55):
    n, l, _ = nodes(m)
    coords = n.new("ShaderNodeTexCoord")
    tex = n.new("ShaderNodeTexNoise")
    tex.inputs["Scale"].default_value = scale
    tex.inputs["Detail"].default_value = detail
    tex.inputs["Roughness"].default_value = rough
    l.new(coords.outputs["Object"], tex.inputs["Vector"])
    return tex


def bump(m, source, strength=0.2, distance=0.02):
    n, l, p = nodes(m)
    b = n.new("ShaderNodeBump")
    b.inputs["Strength"].default_value = strength
    b.inputs["Distance"].default_value = distance
    l.new(source, b.inputs["Height"])
    l.new(b.outputs["Normal"], p.inputs["Normal"])


def ramp(m, source, stops, to="Base Color"):
    n, l, p = nodes(m)
    r = n.new("ShaderNodeValToRGB")
    while len(r.color_ramp.elements) < len(stops):
        r.color_ramp.elements.new(0.5)
    for element, (place, colour) in zip(r.color_ramp.elements, stops):
        element.position, element.color = place, (*colour, 1)
    l.new(source, r.inputs["Fac"])
    l.new(r.outputs["Color"], p.inputs[to])


def clay():
    return material("clay", (0.44, 0.42, 0.40), 0.62, Specular_IOR_Level=0.35)


def glass(colour=(1, 1, 1), ior=1.5, shadow=None, rough=0.0):
    """Glass that lets light through for shadows, so that they glow in its colour."""
    m = bpy.data.materials.new("glass")
    m.use_nodes = True
    n, l = m.node_tree.nodes, m.node_tree.links
    n.clear()
    out = n.new("ShaderNodeOutputMaterial")
    mix = n.new("ShaderNodeMixShader")
    path = n.new("ShaderNodeLightPath")
    g = n.new("ShaderNodeBsdfGlass")
    t = n.new("ShaderNodeBsdfTransparent")
    g.inputs["Color"].default_value = (*colour, 1)
    g.inputs["IOR"].default_value = ior
    g.inputs["Roughness"].default_value = rough
    t.inputs["Color"].default_value = (*(shadow or colour), 1)
    l.new(path.outputs["Is Shadow Ray"], mix.inputs["Fac"])
    l.new(g.outputs[0], mix.inputs[1])
    l.new(t.outputs[0], mix.inputs[2])
    l.new(mix.outputs[0], out.inputs["Surface"])
    return m


def brass(rough=0.16, colour=(0.86, 0.61, 0.29)):
    m = material("brass", colour, rough, 1.0)
    tex = noise(m, 18, 3)
    ramp(m, tex.outputs["Fac"], [(0.3, (rough * 0.75,) * 3), (0.75, (rough * 1.5,) * 3)], "Roughness")
    return m


def stone(light=(0.74, 0.64, 0.53), dark=(0.47, 0.37, 0.28), scale=1.6):
    m = material("travertine", light, 0.55)
    n, l, _ = nodes(m)
    tex = noise(m, scale, 4, 0.66)
    squash = n.new("ShaderNodeMapping")
    squash.inputs["Scale"].default_value = (1, 1, 4.5)
    l.new(tex.inputs["Vector"].links[0].from_socket, squash.inputs["Vector"])
    l.new(squash.outputs[0], tex.inputs["Vector"])
    ramp(m, tex.outputs["Fac"], [(0.30, dark), (0.47, light), (0.62, tuple(min(1, c * 1.12) for c in light))])
    bump(m, tex.outputs["Fac"], 0.35, 0.03)
    return m


def plaster(colour):
    m = material("plaster", colour, 0.85, Specular_IOR_Level=0.2)
    bump(m, noise(m, 9, 2, 0.6).outputs["Fac"], 0.10, 0.02)
    return m


def checker():
    """The chart that shows whether a surface is unwrapped without stretching."""
    m = material("checker", (1, 1, 1), 0.6)
    n, l, p = nodes(m)
    coords = n.new("ShaderNodeTexCoord")
    small, large, mix = n.new("ShaderNodeTexChecker"), n.new("ShaderNodeTexChecker"), n.new("ShaderNodeMix")
    small.inputs["Scale"].default_value, large.inputs["Scale"].default_value = 16, 4
    small.inputs["Color1"].default_value, small.inputs["Color2"].default_value = (0.72, 0.72, 0.72, 1), (0.16, 0.17, 0.18, 1)
    large.inputs["Color1"].default_value, large.inputs["Color2"].default_value = (0.95, 0.42, 0.20, 1), (0.16, 0.46, 0.78, 1)
    mix.data_type, mix.blend_type = "RGBA", "MULTIPLY"
    mix.inputs["Factor"].default_value = 0.75
    for tex in (small, large):
        l.new(coords.outputs["UV"], tex.inputs["Vector"])
    l.new(small.outputs["Color"], mix.inputs["A"])
    l.new(large.outputs["Color"], mix.inputs["B"])
    l.new(mix.outputs["Result"], p.inputs["Base Color"])
    return m


def glow(colour, strength):
    m = material("glow", (0, 0, 0))
    p = m.node_tree.nodes["Principled BSDF"]
    p.inputs["Emission Color"].default_value = (*colour, 1)
    p.inputs["Emission Strength"].default_value = strength
    return m


# --- modelling -------------------------------------------------------------------------------------------------

def finish(thing, mat, bevel=0.0, smooth=True, segments=6):
    if mat:
        thing.data.materials.clear()
        thing.data.materials.append(mat)
    if bevel:
        b = thing.modifiers.new("bevel", "BEVEL")
        b.width, b.segments, b.limit_method, b.angle_limit = bevel, segments, "ANGLE", math.radians(40)
        b.harden_normals = False
    if smooth and thing.type == "MESH":
        for face in thing.data.polygons:
            face.use_smooth = True
        if not bevel:
            thing.data.set_sharp_from_angle(angle=math.radians(42))
    return thing


def box(at, size, mat, bevel=0.04, turn=0.0):
    bpy.ops.mesh.primitive_cube_add(size=1, location=at, rotation=(0, 0, math.radians(turn)))
    thing = bpy.context.object
    thing.scale = size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    return finish(thing, mat, bevel)


def drum(at, radius, height, mat, bevel=0.03, axis="Z", sides=128):
    turn = {"Z": (0, 0, 0), "Y": (math.pi / 2, 0, 0), "X": (0, math.pi / 2, 0)}[axis]
    bpy.ops.mesh.primitive_cylinder_add(vertices=sides, radius=radius, depth=height, location=at, rotation=turn)
    return finish(bpy.context.object, mat, bevel)


def ball(at, radius, mat, sides=96):
    bpy.ops.mesh.primitive_uv_sphere_add(segments=sides, ring_count=sides // 2, radius=radius, location=at)
    return finish(bpy.context.object, mat)


def lathe(profile, mat, at=(0, 0, 0), sides=128):
    """A solid of revolution around Z through (radius, height) points."""
    verts, faces, uvs = [], [], []
    for i in range(sides):
        angle = 2 * math.pi * i / sides
        verts += [(r * math.cos(angle), r * math.sin(angle), z) for r, z in profile]
    count = len(profile)
    for i in range(sides):
        j = (i + 1) % sides
        for k in range(count - 1):
            faces.append((i * count + k, j * count + k, j * count + k + 1, i * count + k + 1))
            u, v = i / sides, k / (count - 1)
            du, dv = 1 / sides, 1 / (count - 1)
            uvs += [(3 * u, v), (3 * (u + du), v), (3 * (u + du), v + dv), (3 * u, v + dv)]
    mesh = bpy.data.meshes.new("lathe")
    mesh.from_pydata(verts, [], faces)
    layer = mesh.uv_layers.new(name="uv")
    for loop, uv in zip(layer.data, uvs):
        loop.uv = uv
    mesh.update()
    thing = bpy.data.objects.new("lathe", mesh)
    thing.location = at
    bpy.context.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    return finish(thing, mat)


def curve(points, steps=10):
    """A smooth profile through points (Catmull and Rom)."""
    out = []
    pts = [points[0], *points, points[-1]]
    for a, b, c, d in zip(pts, pts[1:], pts[2:], pts[3:]):
        for s in range(steps):
            t = s / steps
            out.append(tuple(
                0.5 * (2 * b[i] + (c[i] - a[i]) * t + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t * t
                       + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t ** 3) for i in (0, 1)))
    out.append(points[-1])
    return [(max(r, 0.0), z) for r, z in out]


def words(text, at, size, mat, turn=(90, 0, 0), depth=0.004, font="Montserrat.ttf", space=1.0):
    bpy.ops.object.text_add(location=at, rotation=[math.radians(t) for t in turn])
    thing = bpy.context.object
    thing.data.body, thing.data.size, thing.data.extrude = text, size, depth
    thing.data.align_x, thing.data.align_y = "CENTER", "CENTER"
    thing.data.space_character = space
    thing.data.font = bpy.data.fonts.load(str(FONTS / font), check_existing=True)
    thing.data.offset = 0.012 * size
    thing.data.materials.append(mat)
    return thing


def sweep(mat, back=4.0, wide=30, front=-14, high=14, radius=3.0):
    """A studio's paper sweep: floor, a round corner, a wall."""
    line = [(front, 0.0)]
    line += [(back - radius + radius * math.sin(a), radius - radius * math.cos(a))
             for a in [math.pi / 2 * i / 24 for i in range(25)]]
    line.append((back, high))
    verts = [(x, y, z) for y, z in line for x in (-wide, wide)]
    faces = [(2 * i, 2 * i + 1, 2 * i + 3, 2 * i + 2) for i in range(len(line) - 1)]
    mesh = bpy.data.meshes.new("sweep")
    mesh.from_pydata(verts, [], faces)
    thing = bpy.data.objects.new("sweep", mesh)
    bpy.context.collection.objects.link(thing)
    return finish(thing, mat)


def wires(things, mat, thick=0.006):
    """Shows the edges of a model, as a review of its topology wants them."""
    for thing in things:
        if thing.type != "MESH":
            continue
        copy = thing.copy()
        copy.data = thing.data.copy()
        bpy.context.collection.objects.link(copy)
        w = copy.modifiers.new("wires", "WIREFRAME")
        w.thickness, w.use_replace, w.offset = thick, True, 0.6
        copy.data.materials.clear()
        copy.data.materials.append(mat)
