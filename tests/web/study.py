#!/usr/bin/env python3
"""The page of a study holds what the study file holds: study.py STUDY.db PAGE.html

Reads the values of the file with sqlite3 and no code of the program, works out means, quantiles, paired
differences, elementary effects and indices anew, and holds every figure of the page's tables against them.
Then the command that the page gives for making the study again is run with the program COUNTERSCORE names, on
the texts that the page carries, and comes to the same hash.
The last line is `N passed, N failed`.
"""
import html
import json
import math
import os
import pathlib
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile

passed = failed = 0


def check(good, what):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f"FAILED: {what}")


def near(shown, wanted):
    if shown is None or wanted is None or math.isnan(wanted):
        return shown is None and (wanted is None or math.isnan(wanted))
    return abs(shown - wanted) <= 2e-8 * max(abs(shown), abs(wanted)) + 1e-12


def quantile(values, p):
    values = sorted(values)
    at = p * (len(values) - 1)
    low = int(at)
    high = min(low + 1, len(values) - 1)
    return values[low] + (at - low) * (values[high] - values[low])


def mean(values):
    return sum(values) / len(values) if values else math.nan


class File:
    def __init__(self, path):
        db = sqlite3.connect(path)
        self.meta = dict(db.execute("SELECT key, value FROM meta"))
        self.kind, self.replicates = self.meta["kind"], int(self.meta["replicates"])
        self.settings = json.loads(self.meta["settings"] or "{}")
        self.points = db.execute("SELECT point, scenario, safeguard FROM point ORDER BY point").fetchall()
        self.sets = {p: [t for (t,) in db.execute(
            "SELECT text FROM setting WHERE point = ? ORDER BY setting", (p,))] for p, _, _ in self.points}
        self.factors = db.execute("SELECT path, unit, value, low, high, source FROM factor ORDER BY factor"
                                  ).fetchall()
        self.levels = {(p, f): level for p, f, level in db.execute("SELECT point, factor, level FROM level")}
        self.figures = db.execute("SELECT name, metric FROM figure ORDER BY figure").fetchall()
        self.value = {(f, p, r): v for f, p, r, v in db.execute(
            "SELECT figure, point, replicate, value FROM value") if v is not None}
        self.states = {n: s for s, n in db.execute("SELECT state, name FROM state")}
        self.rows = db.execute("SELECT point, replicate, state, message FROM work").fetchall()

    def at(self, figure, point):
        return [self.value[figure, point, r] for r in range(self.replicates)
                if (figure, point, r) in self.value]

    def whole(self, figure, point, base=None):
        """The mean, if it is defined in every replicate."""
        values = [self.value.get((figure, point, r), math.nan) for r in range(self.replicates)]
        if base is not None:
            values = [v - self.value.get((figure, base, r), math.nan) for r, v in enumerate(values)]
        return sum(values) / len(values)

    def pairs(self, figure, point, base):
        return [self.value[figure, point, r] - self.value[figure, base, r] for r in range(self.replicates)
                if (figure, point, r) in self.value and (figure, base, r) in self.value]


class Page:
    def __init__(self, path):
        text = open(path, encoding="utf-8").read()
        data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text,
                                    re.S).group(1))
        self.text, self.files = html.unescape(text), data["files"]
        self.headline, self.answers = data["headline"], {s["id"]: s["answer"] for s in data["sections"]}
        self.tables = {(s["id"], t["name"]): t for s in data["sections"] for t in s["tables"]}

    def rows(self, section, table):
        table = self.tables.get((section, table), {"columns": [], "rows": []})
        keys = [c["key"] for c in table["columns"]]
        return [dict(zip(keys, row)) for row in table["rows"]]


def is_share(page, section, table, key):
    columns = page.tables[section, table]["columns"]
    return next(c["type"] for c in columns if c["key"] == key) == "share"


def check_work(file, page):
    count = {row["what"]: row["count"] for row in page.rows("work", "work")}
    states = [state for _, _, state, _ in file.rows]
    check(count["done"] == states.count(file.states["done"]), "rows done")
    check(count["failed"] == states.count(file.states["failed"]), "rows failed")
    check(count["rows wanted"] == len(file.points) * file.replicates, "rows wanted")
    check(count["done"] + count["failed"] + count["not reached"] == count["rows wanted"], "rows add up")
    messages = [m for _, _, state, m in file.rows if state == file.states["failed"]]
    check(sorted(row["message"] for row in page.rows("work", "failed")) == sorted(messages)[:200],
          "messages of failed rows")
    check(file.meta["title"].replace("_", " ") in page.text, "the title")
    varied = page.rows("varied", "varied")
    check([row["input"] for row in varied] == [f[0] for f in file.factors], "parameters varied")
    check([row["source"] for row in varied] == [f[5] or "assumption" for f in file.factors],
          "sources of ranges, or the word assumption")


PER = {"wrongful_days": "per 1,000 persons", "wrongful_denials": "per 1,000 persons"}


def check_words(file, page):
    """A number has its unit, and "none" stands where there is none of several."""
    for place, text in [("headline", page.headline), *page.answers.items()]:
        check(not re.search(r"(^|[,;:(] )no (are|is|span|depend|hold|go|over|before|failed)", text),
              f"{place}: no such English: {text}")
    for f, (name, metric) in enumerate(file.figures):
        unit = PER.get(metric)
        if not unit or unit in name:
            continue
        for section, key in ((f"figure-{f + 1}", "value"), ("front", "harm")):
            for (s, _), table in page.tables.items():
                heads = [c["label"] for c in table["columns"] if s == section and c["key"] == key]
                check(all(head.endswith(f"({unit})") for head in heads), f"{heads} without its unit")
            if section in page.answers and "undefined at every" not in page.answers[section]:
                check(unit in page.answers[section], f"{section} without its unit: {page.answers[section]}")
        if f == 0 and re.search(r"\d .*lies|lies .*\d|keep", page.headline):
            check(unit in page.headline, f"the headline without its unit: {page.headline}")


def shown_as(words, value):
    """Whether the number as it is written, with its digits, is the value."""
    digits = words.rstrip(".,").replace(",", "").replace("−", "-")
    decimals = len(digits.partition(".")[2])
    return abs(float(digits) - value) <= 0.51 * 10 ** -decimals


def check_span(file, page):
    """The headline of a sweep: settings are those of the regime, and their least and largest mean."""
    means = {p: mean(file.at(0, p)) for p, _, safeguard in file.points if safeguard != "no_regime" and file.at(0, p)}
    worlds = {safeguard for _, _, safeguard in file.points if safeguard != "no_regime"}
    settings = sum(safeguard != "no_regime" for _, _, safeguard in file.points)
    said = re.match(r"Over ([\d,]+) settings?(?:, (?:each )?in (\d+) worlds)?, “.*” lies between ([−\d.,]+)(%?) and "
                    r"([−\d.,]+)(%?)", page.headline)
    if not said:
        check(re.search(r"is always|is undefined at every setting", page.headline), f"no span: {page.headline}")
        return
    count, among, low, _, high, percent = said.groups()
    check(int(count.replace(",", "")) * int(among or 1) == settings, f"{settings} settings: {page.headline}")
    check(among is None or int(among) == len(worlds), f"{worlds}: {page.headline}")
    for words, wanted in ((low, min(means.values())), (high, max(means.values()))):
        check(shown_as(words, wanted * (100 if percent else 1)), f"{wanted}: {page.headline}")


def check_rivals(page, table, key):
    """The headline says how many others may matter as much as the first."""
    rows = [row for row in page.rows("figure-1", table) if row[key] is not None]
    rivals = sum(row[f"{key}_high"] >= rows[0][f"{key}_low"] for row in rows[1:])
    words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    said = f"{words[rivals] if rivals < 11 else rivals} other"
    check((said in page.headline) == (rivals > 0), f"{rivals} others may matter as much: {page.headline}")


def check_estimate(row, key, values, name, spread=True):
    check(near(row[key], mean(values)), f"{name}: mean {row[key]} of {values[:3]}")
    if spread and len(values) >= 8:
        check(near(row[f"{key}_low"], quantile(values, 0.025)), f"{name}: low end")
        check(near(row[f"{key}_high"], quantile(values, 0.975)), f"{name}: high end")


def check_sweep(file, page):
    for f, (name, _) in enumerate(file.figures):
        rows = page.rows(f"figure-{f + 1}", "points")
        check(len(rows) == len(file.points), f"a row for each point of {name}")
        for (p, scenario, safeguard), row in zip(file.points, rows):
            check_estimate(row, "value", file.at(f, p), f"{name} at point {p}")
            base = [q for q, s, g in file.points if s == scenario and not g and file.sets[q] == file.sets[p]]
            if safeguard and base and "change" in row:
                check_estimate(row, "change", file.pairs(f, p, base[0]), f"change of {name} at {p}", False)
            for i, (_, unit, *_) in enumerate(file.factors):
                scale = 100 if unit == "share" else 1
                if (p, i) in file.levels:
                    check(near(row[f"x{i}"], file.levels[p, i] * scale), f"level {i} of point {p}")


def place(level, low, high):
    """How far along its range; along the logarithm where it is ten times as high as low."""
    if low > 0 and high >= 10 * low:
        return math.log(level / low) / math.log(high / low)
    return (level - low) / (high - low)


def check_ends(file, page, f, table, rows, each):
    paths = [factor[0] for factor in file.factors]
    value = lambda p: file.whole(f, 2 * p + 1, 2 * p) if each == 2 else file.whole(f, p)
    own = page.rows(f"figure-{f + 1}", "own")[0]
    check(near(own["own"], value(0)), f"figure {f} as the scenario stands")
    for row in rows:
        i = paths.index(row["input"])
        check(near(row["at_low"], value(1 + 2 * i)), f"{row['input']} at its low end")
        check(near(row["at_high"], value(2 + 2 * i)), f"{row['input']} at its high end")
    return value


def check_morris(file, page):
    k, each = len(file.factors), 2 if file.points[-1][2] else 1
    for f in range(len(file.figures)):
        rows = page.rows(f"figure-{f + 1}", "effects")
        value = check_ends(file, page, f, "effects", rows, each)
        effects = {i: [] for i in range(k)}
        for p in range(1 + 2 * k, len(file.points) // each - 1):
            if (p - 1 - 2 * k) % (k + 1) == k:
                continue
            here = [file.levels[each * p, i] for i in range(k)]
            there = [file.levels[each * (p + 1), i] for i in range(k)]
            moved = [i for i in range(k) if here[i] != there[i]]
            for i in moved:
                low, high = file.factors[i][3:5]
                effects[i].append((value(p + 1) - value(p)) /
                                  (place(there[i], low, high) - place(here[i], low, high)))
        for row in rows:
            found = effects[[factor[0] for factor in file.factors].index(row["input"])]
            check(near(row["mu_star"], mean([abs(e) for e in found])), f"mu* of {row['input']}")
            check(near(row["mu"], mean(found)), f"mu of {row['input']}")
    check_rivals(page, "effects", "mu_star")


def check_sobol(file, page):
    k, each = len(file.factors), 2 if file.points[-1][2] else 1
    for f in range(len(file.figures)):
        rows = page.rows(f"figure-{f + 1}", "indices")
        value = check_ends(file, page, f, "indices", rows, each)
        first = 1 + 2 * k
        design = [[value(first + n * (k + 2) + c) for c in range(k + 2)]
                  for n in range((len(file.points) // each - first) // (k + 2))]
        both = [y for row in design for y in row[:2]]
        centre = mean(both)
        variance = mean([(y - centre) ** 2 for y in both])
        for row in rows:
            i = 2 + [factor[0] for factor in file.factors].index(row["input"])
            total = mean([(y[0] - y[i]) ** 2 for y in design]) / 2 / variance
            alone = mean([(y[1] - centre) * (y[i] - y[0]) for y in design]) / variance
            check(near(row["total"], total), f"total index of {row['input']}: {row['total']}, {total}")
            check(near(row["first"], alone), f"first index of {row['input']}: {row['first']}, {alone}")
    check_rivals(page, "indices", "total")


def check_prior(file, page):
    worlds, draws = file.settings["worlds"], file.settings["draws"]
    names = [file.points[w][2] for w in range(1, worlds)]
    for f, row in enumerate(page.rows("spread", "spread")):
        scale = 100 if row["unit"] == "%" else 1
        values = [v for v in (file.whole(f, d * worlds) * scale for d in range(1, draws + 1))
                  if not math.isnan(v)]
        check(near(row["central"], file.whole(f, 0) * scale), f"{row['figure']} as the scenario stands")
        if not values:
            continue
        for key, p in (("middle", 0.5), ("middle_low", 0.025), ("middle_high", 0.975), ("half_low", 0.25),
                       ("half_high", 0.75), ("least", 0), ("most", 1)):
            check(near(row[key], quantile(values, p)), f"{row['figure']}: {key}")
    rows = page.rows("holds", "conclusions")
    check(len(rows) == len(file.figures) * (worlds - 1), "a conclusion for each figure and safeguard")
    for n, row in enumerate(rows):
        f, w = divmod(n, worlds - 1)
        changes = [c for c in (file.whole(f, d * worlds + w + 1, d * worlds) for d in range(1, draws + 1))
                   if not math.isnan(c)]
        check(row["safeguard"] == names[w].replace("_", " ").replace("no regime", "no regime"), "its safeguard")
        share = lambda test: mean([float(test(c)) for c in changes]) if changes else 0
        check(near(row["lower"], share(lambda c: c < 0)), f"{row['figure']}, {row['safeguard']}: lower")
        check(near(row["higher"], share(lambda c: c > 0)), f"{row['figure']}, {row['safeguard']}: higher")


def check_safeguards(file, page):
    name = lambda safeguard: safeguard.replace("+", " + ").replace("_", " ") or "base"
    points = {name(g): p for p, _, g in file.points}
    rows = page.rows("front", "sets")
    check(len(rows) == len(file.points), "a row for each set")
    for row in rows:
        check(near(row["harm"], mean(file.at(0, points[row["set"]]))), f"harm of {row['set']}")
        better = [other for other in rows if other["harm"] <= row["harm"] and other["cost"] <= row["cost"] and
                  (other["harm"] < row["harm"] or other["cost"] < row["cost"])]
        check((row["front"] == "yes") == (not better), f"{row['set']} is on the front, or is beaten")
    chosen = [row for row in rows if row["chosen"] == "yes"]
    keeping = [row for row in rows if row["keeps"] == "yes"]
    check(all(row["cost"] == min(r["cost"] for r in keeping) for row in chosen), "the cheapest that keeps it")


def check_calibration(file, page):
    rows = page.rows("fit", "parameters")
    check([row["input"] for row in rows] == [factor[0] for factor in file.factors], "free parameters")
    for row, (_, unit, value, low, high, _) in zip(rows, file.factors):
        scale = 100 if unit == "share" else 1
        check(near(row["before"], value * scale), f"{row['input']} before")
        check(near(row["low"], low * scale) and near(row["high"], high * scale), f"range of {row['input']}")
        check(row["low"] <= row["after"] <= row["high"], f"{row['input']} stayed in its range")
    tries = page.rows("fit", "tries")
    check(len(tries) == min(len(file.points), 500), "a row for each try")
    told = [row["value"] for row in page.rows("answer", "figures") if row["figure"] in ("tries", "draws")]
    check(told == [len(file.points) - 1], f"the scenario as stated is no try: {told}")
    names = [name.replace("_", " ") for name, _ in file.figures]
    for row in page.rows("targets", "targets"):
        f = names.index(row["figure"])
        scale = 100 if row["unit"] == "%" else 1
        check(near(row["before"], mean(file.at(f, 0)) * scale), f"{row['figure']} before")
        kept = [int(t["try"]) for t in tries if t["kept"] == "yes"]
        if len(kept) == 1 and row["after"] is not None:
            check(near(row["after"], mean(file.at(f, kept[0])) * scale), f"{row['figure']} after")


def check_again(file, page, program):
    facts = {row["key"]: row["value"] for row in page.rows("method", "run")}
    check("{" not in facts["Asked for"], f"what was asked for, in words: {facts['Asked for']}")
    command = shlex.split(facts["Make it again"])
    with tempfile.TemporaryDirectory() as folder:
        for text in page.files:
            pathlib.Path(folder, f"{text['name']}.yaml").write_text(text["text"], encoding="utf-8")
        for _, scenario, _ in file.points if file.kind == "sweep" else []:
            if os.path.exists(scenario):
                shutil.copy(scenario, folder)
        run = lambda *words: subprocess.run([program, *words], cwd=folder, capture_output=True, text=True)
        made = run(*command[1:], "--quiet")
        check(made.returncode == 0, f"{facts['Make it again']}: {made.stderr}")
        own = run("hash", os.path.abspath(sys.argv[1])).stdout
        again = run("hash", command[command.index("-o") + 1]).stdout
        check(own and own.split()[0] == again.split()[0] if again else False,
              f"{facts['Make it again']}: the same hash, {again} for {own}")


if len(sys.argv) != 3:
    sys.exit(__doc__)
FILE, PAGE = File(sys.argv[1]), Page(sys.argv[2])
check_work(FILE, PAGE)
check_words(FILE, PAGE)
if FILE.kind == "sweep":
    check_span(FILE, PAGE)
globals()[f"check_{FILE.kind}"](FILE, PAGE)
check_again(FILE, PAGE, os.path.abspath(os.environ["COUNTERSCORE"]))
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
