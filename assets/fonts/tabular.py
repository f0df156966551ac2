"""Makes InterTabular.ttf from Inter.ttf: the digits and their companions, all of one width.

egui shapes text without font features, so the tabular figures are given the digits' own places.
Needs fonttools. Run it in this folder: python3 tabular.py
"""
from fontTools import subset
from fontTools.ttLib import TTFont

font = TTFont("Inter.ttf")
gsub = font["GSUB"].table
lookups = {i for r in gsub.FeatureList.FeatureRecord if r.FeatureTag == "tnum" for i in r.Feature.LookupListIndex}
tabular = {}
for index in lookups:
    for table in gsub.LookupList.Lookup[index].SubTable:
        table = getattr(table, "ExtSubTable", table)
        tabular.update(getattr(table, "mapping", {}))
wanted = [ord(c) for c in "0123456789.,:;+-/() %"] + [0x2212, 0x2013, 0x00A0]
for table in font["cmap"].tables:
    for code in wanted:
        if table.cmap.get(code) in tabular:
            table.cmap[code] = tabular[table.cmap[code]]
options = subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True, glyph_names=False)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=wanted)
subsetter.subset(font)
for record in font["name"].names:
    if record.nameID in (1, 4, 16):
        record.string = "Inter Tabular Digits"
font.save("InterTabular.ttf")
