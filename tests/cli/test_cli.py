#!/usr/bin/env python3
"""The commands, as a user meets them: exit codes, messages, files that are written and not written.

Speaks TAP. COUNTERSCORE names the program. Run: tests/cli/test_cli.py [CASE...]
"""

import json
import os
import pathlib
import pty
import re
import resource
import select
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.path.abspath(os.environ.get("COUNTERSCORE", ROOT / "build" / "counterscore"))
COMMANDS = ["run", "branch", "compare", "verify", "study", "merge", "sensitivity", "prior", "safeguards",
            "calibrate", "check", "list", "show", "report", "explain", "export", "hash", "schema", "docs"]
NAMES = sorted(path.stem for path in (ROOT / "scenarios").glob("*.yaml"))
STUDIES = sorted(path.stem for path in (ROOT / "studies").glob("*.yaml"))
SMALL = ["city-points", "--persons=20000", "--replicates=2", "--set=horizon=400 days"]
OK, FAILED, INPUT, OUTSIDE, INTERRUPTED = 0, 1, 2, 3, 130
NOBODY = 65534


class Answer:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __str__(self):
        return f"exit {self.code}\nstdout: {(self.out or '')[-1500:]}\nstderr: {(self.err or '')[-1500:]}"


def call(*words, **how):
    """Run the program; text in, text out, 120 s at most."""
    environment = {**os.environ, "LC_ALL": "C", **how.pop("environment", {})}
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "timeout": 600,
           "check": False, "env": environment, **how}
    return Answer(subprocess.run([PROGRAM, *map(str, words)], **how))


def wants(condition, answer):
    if not condition:
        raise AssertionError(str(answer))


def refused(answer, code, *pieces):
    """Ended with `code`, said every one of `pieces` on stderr, and nothing on stdout."""
    wants(answer.code == code and not answer.out, answer)
    for piece in pieces:
        wants(piece in answer.err, f"{piece!r} is not in:\n{answer}")


def accepted(answer, *pieces):
    wants(answer.code == OK, answer)
    for piece in pieces:
        wants(piece in answer.out, f"{piece!r} is not in:\n{answer}")
    return answer


def made_results(path="results.db", *words):
    accepted(call("run", *SMALL, "-o", path, "-q", *words))
    return path


def listing():
    return sorted(os.listdir("."))


def replicates_in(path):
    """Finished replicates in a results file; 0 while there is nothing to read."""
    try:
        base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return base.execute("SELECT count(*) FROM replicate").fetchone()[0]
        finally:
            base.close()
    except sqlite3.Error:
        return 0


def on_terminal(words, stop_at=None, **environment):
    """What the program writes to a terminal; Ctrl-C once one of the words `stop_at` stands there."""
    pid, terminal = pty.fork()
    if pid == 0:
        for name in ("NO_COLOR", "TERM"):
            os.environ.pop(name, None)
        os.environ.update(environment)
        os.execv(PROGRAM, [PROGRAM, *words])
    seen, stopped = b"", False
    while select.select([terminal], [], [], 600)[0]:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the other end is closed
            break
        seen += piece
        if not stopped and any(word.encode() in seen for word in stop_at or ()):
            stopped = True
            os.kill(pid, signal.SIGINT)
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen.decode(errors="replace")


# ---- the call ----

def help_of_every_command():
    answer = accepted(call("--help"), "Usage: counterscore COMMAND", "Exit status:")
    for name in COMMANDS:
        wants(re.search(rf"^  {name} +\w", answer.out, re.MULTILINE), answer)
        one = accepted(call(name, "--help"), f"Usage: counterscore {name}")
        wants(not one.err, one)
        for line in (answer.out + one.out).splitlines():
            wants(len(line) <= 80, f"{name}: {line}")


def version():
    wants(accepted(call("--version")).out == "counterscore 0.1.0\n", "--version")
    wants(accepted(call("run", "--version")).out == "counterscore 0.1.0\n", "run --version")


def unknown_command_names_the_nearest():
    refused(call("rnu"), INPUT, "'rnu' is not a command; did you mean 'run'?")
    refused(call("exprot"), INPUT, "did you mean 'export'?")
    refused(call("qqqqqqqq"), INPUT, "'qqqqqqqq' is not a command")
    refused(call("x" * 5000), INPUT, "is not a command")
    refused(call("--frobnicate"), INPUT, "is not an option here")
    refused(call(), INPUT, "a command is wanted")


def unknown_option():
    for name in COMMANDS:
        refused(call(name, "--frobnicate"), INPUT, f"counterscore {name}: unrecognized option")


def numbers_are_strict():
    words = {"seed": ["9000000000000001", "", "-1", "1.5", "1e3", "0x10", " 1", "1 ", "9223372036854775808", "_1", "1_"],
             "replicates": ["0", "-3", "many"], "persons": ["0", "1e6", "4000000001", "99999999999999999999"],
             "threads": ["0", "-1", "two"]}
    for option, bad in words.items():
        for word in bad:
            refused(call("run", "city-points", "-o", "r.db", f"--{option}={word}"), INPUT,
                    f"--{option} is '{word}'; a whole number from")
    wants(listing() == [], listing())


def arguments_missing_or_too_many():
    refused(call("run", "-o", "r.db"), INPUT, "SCENARIO is missing")
    refused(call("run", "city-points"), INPUT, "-o RESULTS is missing")
    refused(call("run", "a", "b", "-o", "r.db"), INPUT, "'b' is one argument more")
    refused(call("run", "city-points", "-o", "r.db", "--engine=fast"), INPUT, "`block' or `reference'")
    refused(call("run", "city-points", "-o", "r.db", "--set=horizon"), INPUT, "PATH=VALUE is wanted")
    refused(call("report"), INPUT, "RESULTS is missing")
    refused(call("explain"), INPUT, "RESULTS is missing")
    refused(call("export", "r.db"), INPUT, "is missing")
    refused(call("export", "r.db", "x", "--format=xml"), INPUT, "`csv' is wanted")
    refused(call("check"), INPUT, "SCENARIO is missing")
    refused(call("list", "all"), INPUT, "'all' is one argument more")
    wants(listing() == [], listing())


# ---- scenarios ----

def bundled_scenarios_are_listed_and_shown():
    lines = [line for line in accepted(call("list")).out.splitlines() if line.startswith("  ")]
    wants([line.split()[0] for line in lines] == NAMES + STUDIES, lines)
    wants(all(len(line.split()) > 1 for line in lines), lines)
    for name in STUDIES:
        text = (ROOT / "studies" / f"{name}.yaml").read_text(encoding="utf-8")
        wants(accepted(call("show", name)).out == text, name)
    for name in NAMES:
        text = (ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
        wants(accepted(call("show", name)).out == text, name)
    refused(call("show", "city-pionts"), INPUT, "there is no bundled scenario", "city-points")


def check_accepts_every_bundled_scenario():
    for name in NAMES:
        accepted(call("check", name), f"{name}: no mistakes", " persons")


def check_points_at_mistakes():
    text = (ROOT / "scenarios" / "city-points.yaml").read_text(encoding="utf-8")
    pathlib.Path("bad.yaml").write_text(text.replace("horizon: 3 years", "horizon: 3 yaers\nsede: 1"))
    answer = call("check", "bad.yaml")
    refused(answer, INPUT, "bad.yaml:", "yaers", "sede", "seed", "^")
    wants(len(re.findall(r"^bad\.yaml:\d+:\d+: ", answer.err, re.MULTILINE)) >= 2, answer)
    refused(call("run", "bad.yaml", "-o", "r.db"), INPUT, "bad.yaml:")
    refused(call("compare", "bad.yaml", "-o", "r.db"), INPUT, "bad.yaml:")
    refused(call("run", "city-points", "-o", "r.db", "--set=horzion=1 year"), INPUT, "horzion")
    wants(listing() == ["bad.yaml"], listing())


def scenario_that_is_not_there():
    for name in ("run", "compare", "verify"):
        answer = call(name, "no-such-scenario", "-o", "r.db")
        wants(answer.code in (FAILED, INPUT) and "no-such-scenario" in answer.err, answer)
    answer = call("check", "no-such.yaml")
    wants(answer.code in (FAILED, INPUT) and "no-such.yaml" in answer.err, answer)
    wants(listing() == [], listing())


def schema_and_docs():
    wants(isinstance(json.loads(accepted(call("schema")).out), dict), "the schema is JSON")
    accepted(call("docs"), "# ", "horizon")


# ---- studies ----

def run_writes_results_and_a_summary():
    answer = accepted(call("run", *SMALL, "-o", "r.db"))
    wants(answer.out.strip() and max(map(len, answer.out.splitlines())) <= 80, answer)
    wants(listing() == ["r.db"] and replicates_in("r.db") == 2, listing())


def results_are_not_replaced_unasked():
    made_results("r.db")
    before = pathlib.Path("r.db").read_bytes()
    answer = call("run", *SMALL, "-o", "r.db", "--seed=5")
    wants(answer.code in (FAILED, INPUT) and "r.db" in answer.err and "--force" in answer.err, answer)
    wants(pathlib.Path("r.db").read_bytes() == before, "the file was touched")
    accepted(call("run", *SMALL, "-o", "r.db", "--seed=5", "--force"))
    wants(pathlib.Path("r.db").read_bytes() != before, "the file was not replaced")


def inputs_are_never_replaced():
    text = (ROOT / "scenarios" / "city-points.yaml").read_bytes()
    pathlib.Path("my.yaml").write_bytes(text)
    pathlib.Path("other.yaml").write_bytes(text)
    os.symlink("my.yaml", "link.yaml")
    small = [*SMALL[1:], "--force"]
    for name in ("run", "compare", "verify"):
        for output in ("my.yaml", "./my.yaml", "link.yaml"):
            refused(call(name, "my.yaml", "-o", output, *small), INPUT, output, "scenario itself")
        refused(call(name, "my.yaml", "-o", "other.yaml", *small), FAILED, "is no results file")
    made_results("r.db")
    before = pathlib.Path("r.db").read_bytes()
    refused(call("report", "r.db", "-o", "./r.db", "--force"), INPUT, "results file itself")
    wants(pathlib.Path("r.db").read_bytes() == before, "the results were touched")
    wants(all(pathlib.Path(name).read_bytes() == text for name in ("my.yaml", "other.yaml")), "yaml")
    wants(listing() == ["link.yaml", "my.yaml", "other.yaml", "r.db"], listing())
    pathlib.Path("empty.db").touch()
    made_results("empty.db", "--force")


def hash_does_not_depend_on_threads():
    hashes = {accepted(call("hash", made_results(f"{n}.db", f"--threads={n}"))).out for n in (1, 2, 7)}
    wants(len(hashes) == 1 and re.fullmatch(r"[0-9a-f]{32}\n", hashes.pop()), hashes)


def seed_and_set_change_the_hash():
    changes = [[], ["--seed=7"], ["--set=sensors.bank.misses=50 %"], ["--engine=reference"]]
    hashes = {accepted(call("hash", made_results(f"{i}.db", "--persons=2000", "--set=horizon=60 days", *words))).out
              for i, words in enumerate(changes)}
    wants(len(hashes) == len(changes), hashes)


def quiet_says_nothing_on_stderr():
    answer = accepted(call("run", *SMALL, "-o", "r.db", "--quiet"))
    wants(not answer.err, answer)


def compare_keeps_nothing_unasked():
    os.mkdir("tmp")
    answer = accepted(call("compare", *SMALL, environment={"TMPDIR": os.path.abspath("tmp")}))
    tables = [re.findall(r"^(\w+)(?:\n| +\S)", part.split("\n\n")[0], re.M) for part in
              re.split(r"-{80}\n", answer.out)[1:]]
    wants(len({tuple(table) for table in tables[:5] + tables[-1:]}) == 1, tables)  # one order in every table
    wants(answer.out.strip(), answer)
    wants(listing() == ["tmp"] and os.listdir("tmp") == [], (listing(), os.listdir("tmp")))
    refused(call("compare", *SMALL, environment={"TMPDIR": "/nowhere"}), FAILED, "/nowhere")


def compare_takes_the_safeguards_named():
    every = re.findall(r"^  (\w+):", accepted(call("show", "city-points")).out.split("safeguards:")[1],
                       re.MULTILINE)
    answer = accepted(call("compare", *SMALL, "-q", "-o", "r.db", f"--safeguards={every[0]}"))
    wants(every[0] in answer.out and listing() == ["r.db"], answer)
    both = f"{every[1]}+{every[0]}"
    answer = accepted(call("compare", *SMALL, "-q", f"--safeguards={both}"))
    wants(f"{every[0]}+{every[1]}" in answer.out, answer)  # in the order of the file
    refused(call("compare", *SMALL, f"--safeguards={both},{every[0]}+{every[1]}"), INPUT, "named twice")
    refused(call("compare", *SMALL, f"--safeguards={every[0]}+nonesuch"), INPUT, "nonesuch", every[1])
    refused(call("compare", *SMALL, "--safeguards=nonesuch"), INPUT, "nonesuch", every[0])
    refused(call("compare", *SMALL, f"--safeguards={every[0]},{every[0]}"), INPUT, "named twice")
    refused(call("compare", *SMALL, "--safeguards=,"), INPUT, "names none")


def branches_go_on_from_a_checkpoint():
    whole = accepted(call("hash", made_results("r.db", "--checkpoint=100"))).out
    wants(listing() == ["r.db", "r.db.day100"], listing())
    accepted(call("branch", "r.db.day100", "-o", "b.db", "-q", "--threads=2"))
    wants(accepted(call("hash", "b.db")).out == whole, whole)
    refused(call("branch", "r.db.day100", "-o", "b.db", "-q"), FAILED, "b.db")
    every = re.findall(r"^  (\w+):", accepted(call("show", "city-points")).out.split("safeguards:")[1],
                       re.MULTILINE)
    answer = accepted(call("branch", "r.db.day100", "-o", "c.db", "-q", "--set=sensors.bank.misses=50 %"))
    wants("branch" in answer.out, answer)
    refused(call("branch", "r.db.day100", "-o", "d.db", "--set=score.base=1"), INPUT, "cannot change")
    refused(call("branch", "r.db.day100", "-o", "d.db", "--safeguard=nonesuch"), INPUT, "nonesuch", every[0])
    refused(call("branch", "r.db", "-o", "d.db"), INPUT, "not a checkpoint")
    refused(call("branch", "r.db.day100", "-o", "r.db.day100", "--force"), INPUT, "is the checkpoint itself")
    refused(call("branch", "-o", "d.db"), INPUT, "CHECKPOINT is missing")
    for day in ("0", "400", "=x", "10="):
        refused(call("run", *SMALL, "-o", "d.db", f"--checkpoint={day}"), INPUT, "checkpoint")
    refused(call("run", *SMALL, "-o", "d.db", "--checkpoint=5=d.db"), INPUT, "d.db")
    wants("d.db" not in listing(), listing())


SEARCHED = ["city-points", "--persons=1000", "--replicates=8", "--among=expiry,heard", "-q"]


def safeguards_are_searched():
    answer = accepted(call("safeguards", *SEARCHED, "-o", "s.db", "--keep=wrongful_days <= 1e9", "--cost=heard=3"))
    wants("at 1,000,000,000 per 1,000 persons or less: base, at a cost of 0" in " ".join(answer.out.split()), answer)
    wants("expiry 1, heard 3" in answer.out and "Pareto front" in answer.out, answer)
    again = accepted(call("safeguards", *SEARCHED, "-o", "s.db", "--keep=wrongful_days <= 1e9", "--cost=heard=3"))
    wants(again.out == answer.out, again)
    refused(call("safeguards", *SEARCHED, "-o", "s.db", "--keep=wrongful_days <= 5"), INPUT, "s.db")
    refused(call("safeguards", *SEARCHED, "--keep=wrongful_days >= 5"), INPUT, "never above one")
    refused(call("safeguards", *SEARCHED, "--keep=wrongful_days"), INPUT, "FIGURE <= BOUND")
    refused(call("safeguards", *SEARCHED, "--keep=missed <= 5"), INPUT, "asks for more penalties")
    refused(call("safeguards", *SEARCHED, "--of=precision"), INPUT, "cannot be searched for")
    refused(call("safeguards", *SEARCHED, "--cost=heard"), INPUT, "NAME=N")


def readme_commands_are_there():
    """README's commands, read one after the other: options exist, files are made before and never twice."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.split("## What next")[1].split("```")[1]
    bundled, made, helped = accepted(call("list")).out.split(), {"mine.yaml"}, {}
    lines = [line for line in block.splitlines() if line.startswith("build/counterscore ")]
    wants(len(lines) > 15, lines)
    for line in lines:
        # what the command does stands behind two blanks; a short one has but one before its file
        said = shlex.split(re.split(r" {2,}", line)[0])[1:]
        if said[0] not in helped:
            helped[said[0]] = accepted(call(said[0], "--help")).out
        for word in (word for word in said if word.startswith("-")):
            wants(re.search(rf"(^|[ ,]){re.escape(word.split('=')[0])}\b", helped[said[0]], re.M), line)
        if "-o" in said:
            out = said[said.index("-o") + 1]
            wants(out not in made, f"made twice: {line}")
            made.add(out)
            if "--checkpoint" in said:
                made.add(f"{out}.day{said[said.index('--checkpoint') + 1]}")
        if len(said) > 1 and not said[1].startswith("-"):
            wants(said[1] in bundled or said[1] in made, f"{said[1]} is nowhere before: {line}")
    for link in re.findall(r"\]\(([^)#:]+)", readme):
        wants((ROOT / link).exists(), f"{link} is not there")


def the_script_of_the_interface_runs():
    """The script of docs/api.md, as printed but for the port and the size."""
    script = (ROOT / "docs/api.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    for printed, wanted in (('"persons": 20000', '"persons": 2000'), ('"replicates": 8', '"replicates": 2')):
        wants(printed in script, f"{printed} is not in the script")
        script = script.replace(printed, wanted)
    server = subprocess.Popen([PROGRAM, "serve"], stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().strip().rstrip("/")
        wants("http://127.0.0.1:8080/api/v1" in script, "the address is not in the script")
        script = script.replace("http://127.0.0.1:8080", address)
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=600)
        wants(done.returncode == 0 and "done" in done.stdout and "expiry" in done.stdout, done)
        wants(pathlib.Path("person_days.csv").read_text(encoding="utf-8").startswith("world,"), "no table")
    finally:
        server.terminate()
        server.wait()


def calibrate_fits_and_writes():
    few = ["city-points", "--persons=1000", "--replicates=2", "-q", "--tries=6"]
    free = "--free=conduct.judgment_default.rate"
    answer = accepted(call("calibrate", *few, free, "--write=fitted.yaml"))
    wants("out of sample" in answer.out and "(range " in answer.out, answer)
    wants(listing() == ["fitted.yaml"], listing())
    wants(max(len(line) for line in answer.out.splitlines()) <= 80, answer)
    accepted(call("check", "fitted.yaml"))
    with open("fitted.yaml", encoding="utf-8") as file:
        wants(file.readline().startswith("# Fitted by counterscore"), "no head")
    title = "title=What the city's office says"
    accepted(call("calibrate", *few, free, "--write=again.yaml", "--set", title, "--tries=1"))
    with open("again.yaml", encoding="utf-8") as file:
        said = shlex.split(file.read().split("# The call: counterscore ")[1].split("\n")[0])
    wants(said[:2] == ["calibrate", "city-points"] and said[-2:] == ["--set", title], said)
    os.remove("again.yaml")
    refused(call("calibrate", *few, free, "--write=fitted.yaml"), INPUT, "there already")
    refused(call("calibrate", "fitted.yaml", free, "--write=fitted.yaml", "--force"), INPUT, "of their own")
    refused(call("calibrate", *few), INPUT, "--free")
    refused(call("calibrate", *few, "--free=nonesuch"), INPUT, "nonesuch")
    refused(call("calibrate", *few, free, "--method=newton"), INPUT, "newton")
    refused(call("calibrate", *few, free, "--tolerance=0"), INPUT, "tolerance")
    refused(call("calibrate", "app-points", "--persons=1000", "--free=*.*.rate", "-q"), INPUT, "set")


def verify_says_whether_figures_hold():
    answer = call("verify", *SMALL)
    wants(answer.code in (OK, OUTSIDE) and answer.out.strip(), answer)
    wants("Run at 20,000 persons, the scenario says 1,000,000" in answer.out, answer)
    wants("verdict    not comparable" in answer.out, answer)
    text = accepted(call("show", "city-points")).out.split("\nreproduces:")[0]
    pathlib.Path("none.yaml").write_text(text + "\n")
    refused(call("verify", "none.yaml"), INPUT, "no published figures")
    wants(listing() == ["none.yaml"], listing())


def the_page_judges_published_figures_as_verify_does():
    answer = call("verify", *SMALL, "-o", "r.db")
    page = json.loads(accepted(call("report", "r.db", "--data")).out)
    section = [s for s in page["sections"] if s["id"] == "published"][0]
    keys = [column["key"] for column in section["tables"][0]["columns"]]
    rows = [dict(zip(keys, row)) for row in section["tables"][0]["rows"]]
    words = {"inside": "holds", "outside": "does not hold"}
    told = re.findall(r"^\d+\. (.*?)\n   (set|predicted)\b.*?^   verdict +(.*?)$", answer.out, re.M | re.S)
    wants(len(told) == len(rows) > 0, (told, rows))
    there = sorted((" ".join(name.split()), kind, verdict) for name, kind, verdict in told)
    here = sorted((row["figure"], row["kind"], words.get(row["verdict"], row["verdict"])) for row in rows)
    wants(there == here, (there, here))
    wants([row["kind"] for row in rows] == sorted(row["kind"] for row in rows), "predictions first")


# ---- results files ----

def report_is_written_and_not_replaced_unasked():
    made_results("r.db")
    accepted(call("report", "r.db"), "wrote report.html")
    page = pathlib.Path("report.html").read_text(encoding="utf-8")
    wants(page.lstrip().lower().startswith("<!doctype html>"), page[:200])
    answer = call("report", "r.db")
    wants(answer.code in (FAILED, INPUT) and "report.html" in answer.err, answer)
    accepted(call("report", "r.db", "-o", "report.html", "--force"))
    wants(isinstance(json.loads(accepted(call("report", "r.db", "--data")).out), dict), "JSON")
    wants(listing() == ["r.db", "report.html"], listing())


def explain_tells_of_tracked_persons():
    made_results("r.db")
    people, everybody = (accepted(call("explain", "r.db", *words)).out for words in ([], ["--all"]))
    few, all_of_them = (re.findall(r"^ +(\d+)(?: +\d+){5}\b", text, re.MULTILINE) for text in (people, everybody))
    wants(len(few) == 20 and few == all_of_them[:20], people)
    wants(f"{len(all_of_them) - 20} more are in the file; `counterscore explain r.db --all`" in people, people)
    wants("--all" not in everybody, everybody)
    accepted(call("explain", "r.db", few[0]))
    accepted(call("run", "lending", "--persons=2000", "--replicates=1", "-q", "-o", "l.db"))
    named = re.findall(r"^ +(\d+)(?: +\d+){5}\b", accepted(call("explain", "l.db")).out, re.MULTILINE)
    wants(len(named) == 20, named)  # a lender lists nobody: those who asked for a loan
    accepted(call("explain", "l.db", named[0]), "credit score")
    refused(call("explain", "r.db", few[0], "--all"), INPUT, "--all names everybody")
    refused(call("explain", "r.db", "2000000000"), INPUT, "2000000000")
    refused(call("explain", "r.db", "Anna"), INPUT, "PERSON is 'Anna'")


def export_fills_an_empty_folder():
    made_results("r.db")
    accepted(call("export", "r.db", "out", "--format", "csv"))
    wants(any(name.endswith(".csv") for name in os.listdir("out")), os.listdir("out"))
    answer = call("export", "r.db", "out")
    wants(answer.code in (FAILED, INPUT) and "out" in answer.err, answer)


def the_page_counts_what_mechanisms_counted():
    """Figures of the page's sections, from the tables of the results; acts against no regime from the
    other world itself."""
    scenario = str(ROOT / "tests" / "web" / "everything.yaml")
    accepted(call("compare", scenario, "--persons=4000", "--replicates=2", "-o", "everything.db", "-q"))
    page = json.loads(accepted(call("report", "everything.db", "--data")).out)
    tables = {f"{s['id']}.{t['name']}": [dict(zip([c["key"] for c in t["columns"]], row))
                                         for row in t["rows"]]
              for s in page["sections"] for t in s["tables"]}
    base = sqlite3.connect("file:everything.db?mode=ro", uri=True)

    def total(table, where="1", world=0):
        return (base.execute(f"SELECT SUM(n) FROM {table} WHERE world = {world} AND cell = 0 "
                             f"AND {where}").fetchone()[0] or 0) / 2  # two replicates

    def said(table, key, value, **row):
        found = [r[key] for r in tables[table] if all(r[k] == v for k, v in row.items())]
        wants(len(found) == 1 and abs(found[0] - value) <= 1e-6 * (1 + abs(value)),
              f"{table} {row} {key} is {found}, not {value}")

    kinds = dict(base.execute("SELECT name, kind FROM kind"))
    none = base.execute("SELECT world FROM world WHERE name = 'no_regime'").fetchone()[0]
    lists = dict(base.execute("SELECT name, list FROM list"))
    each = 1000 / total("persons")
    for event, names, sign in (("acts against the rules averted", ("late", "owe", "default"), -1),
                               ("rewarded acts gained", ("help",), 1),
                               ("protected acts left undone", ("post",), -1)):
        of = f"kind IN ({','.join(str(kinds[name]) for name in names)})"
        change = total("acts", of) - total("acts", of, none)
        wants(change != 0, f"{event}: nothing changed")
        said("gain.gain", "diff", sign * each * change, event=event)
    said("gain.gain", "diff", each * total("loans", "file > 0 AND fate = 0"),
         event="loans repaid by people without a credit score")
    said("gain.gain", "diff", each * total("loans", "fate = 2"),
         event="loans refused to people who would have repaid")
    said("gain.gain", "diff", each * total("contacts_lost"), event="contacts lost by being published")
    said("gain.gain", "diff", each * total("setbacks"), event="refusals that set somebody back in life")
    heard = f"list = {lists['any penal list']}"
    stages = dict(base.execute("SELECT name, stage FROM stage"))
    for step, stage in (("told", "told"), ("disputed", "disputed"), ("granted", "granted")):
        all_of, wrongful = (total("recourse", f"{heard} AND stage = {stages[name]}")
                            for name in (stage, stage + "_wrongful"))
        wants(wrongful > 0, f"nobody listed wrongly {stage}")
        said("recourse.steps", "wrongful", each * wrongful, step=step)
        said("recourse.steps", "right", each * (all_of - wrongful), step=step)
    said("recourse.repairs", "times", each * total("repairs", "repair = 0 AND paid = 0"), repair="payment")
    said("friends.published", "lost", each * total("contacts_lost"), list="debtors")
    said("friends.rules", "reached", each * total("reached", "association = 1"), rule="gossip")
    said("friends.by_association", "association",
         each * total("stock", f"list = {lists['debtors']} AND cause IN "
                               "(SELECT cause FROM cause WHERE key = 'association')"), list="debtors")
    said("lending.lending", "applications", total("loans"), attribute="everyone")
    said("foretold.foretold_groups", "n", total("foretold_persons"), attribute="everyone")
    base.close()


def a_lender_is_compared_by_whom_it_refuses():
    answer = accepted(call("compare", "lending", "--persons=3000", "-q", "-o", "l.db"),
                      "How many replicates: for each effect on good loans refused")
    wants("penal list" not in answer.out and "wrongful" not in answer.out, answer)
    page = json.loads(accepted(call("report", "l.db", "--data")).out)
    table = next(t for s in page["sections"] if s["id"] == "safe" for t in s["tables"])
    rows = [dict(zip((c["key"] for c in table["columns"]), row)) for row in table["rows"]]
    base = sqlite3.connect("file:l.db?mode=ro", uri=True)
    worlds = dict(base.execute("SELECT name, world FROM world"))

    def each(world, fate):
        return base.execute("SELECT SUM(n) FROM loans WHERE world = ? AND cell = 0 AND fate = ?",
                            (world, fate)).fetchone()[0] / 8 / 3

    wants(len(rows) == len(worlds) - 1 == 4, rows)
    for row in rows:
        world = worlds[row["safeguard"].replace(" ", "_")]
        for key, fate in (("harm", 2), ("missed", 1)):
            wanted = each(world, fate) - each(0, fate)
            wants(wanted != 0 and abs(row[key] - wanted) < 1e-6 * (1 + abs(wanted)), f"{row} {key}, not {wanted}")
    base.close()
    best = rows[0]["safeguard"].replace(" ", "_")
    wants(re.search(r"^base .*\n(?: +.*\n)*" + best, answer.out, re.M), f"{best} does not come first: {answer.out}")


def table_of(page, section, name):
    """Rows of a table of the report's data, each by its columns' keys; and the columns' labels."""
    found = next(s for s in page["sections"] if s["id"] == section)
    table = next(t for t in found["tables"] if t["name"] == name)
    keys = [c["key"] for c in table["columns"]]
    return [dict(zip(keys, row)) for row in table["rows"]], {c["key"]: c["label"] for c in table["columns"]}


def comparison_and_report_are_about_the_same():
    """What a run is about is decided once: the order of safeguards, the page's table, and how sure it is."""
    for words, lead, first in (
            (["festival-watchlist", "--set=horizon=9 days"], "records", "Wrong records, whole run"),
            (["lending", "--persons=3000"], "loans", "Loans refused to people who would have repaid"),
            (["company-ratings", "--persons=5000"], "days", "Wrongful person-days on a penal list")):
        answer = accepted(call("compare", *words, "--replicates=8", "-q", "-o", "r.db", "--force"))
        page = json.loads(accepted(call("report", "r.db", "--data")).out)
        rows, labels = table_of(page, "safe", "safeguards")
        wants(page["lead"] == lead, (words, page["lead"]))
        plain = " ".join(answer.out.split())
        wants(f"in the order of their effect on {labels['harm']}." in plain, answer)
        at = answer.out.index("\n--------")
        wants(answer.out[:at].rsplit("\n\n", 1)[1].startswith(first), answer)
        names = [row["safeguard"].replace(" ", "_") for row in rows]
        listed = re.findall(r"^(\w+) +[\d.,]+  [-+\dn]", answer.out[at:].split("\n\n")[0], re.M)
        wants(listed == names, (words, listed, names))
        needed, _ = table_of(page, "sure", "needed")
        wants(any(row["what"].startswith("the effect of") for row in needed), (words, needed))
        if words[0] == "company-ratings":
            firms_of_the_report(page)


def firms_of_the_report(page):
    """What safeguards change for firms, from the tables of r.db by another way."""
    base = sqlite3.connect("file:r.db?mode=ro", uri=True)
    worlds = dict(base.execute("SELECT name, world FROM world"))
    days = ("SELECT SUM(n) FROM firm_person_days WHERE world = ? AND cell = 0 AND "
            "list = (SELECT MAX(list) FROM firm_list) AND cause IN (SELECT cause FROM cause WHERE wrongful = 1)")
    count = base.execute("SELECT n FROM firm_persons WHERE world = 0 AND replicate = 0 AND cell = 0").fetchone()[0]
    each = {name: (base.execute(days, (world,)).fetchone()[0] or 0) / 8 / count * 1000 for name, world in worlds.items()}
    rows, _ = table_of(page, "safe", "firm_safeguards")
    wants(len(rows) == len(worlds) - 1 and each["base"] > 0, (rows, each))
    for row in rows:
        wanted = each[row["safeguard"].replace(" ", "_")] - each["base"]
        wants(abs(row["harm"] - wanted) < 1e-6 * (1 + abs(wanted)), f"{row['safeguard']}: {row['harm']}, not {wanted}")
    wants(any(abs(row["harm"]) > 1 for row in rows), rows)
    base.close()


def the_flow_counts_what_the_ledger_counted():
    """What passes the parts and links of the drawing, from the tables of the results by other ways."""
    scenario = str(ROOT / "tests" / "web" / "everything.yaml")
    accepted(call("run", scenario, "--persons=4000", "--replicates=2", "-o", "flow.db", "-q"))
    page = json.loads(accepted(call("report", "flow.db", "--data")).out)
    flow = next(s for s in page["sections"] if s["id"] == "flow")
    nodes, links = ([dict(zip([c["key"] for c in t["columns"]], row)) for row in t["rows"]]
                    for t in flow["tables"])
    base = sqlite3.connect("file:flow.db?mode=ro", uri=True)

    def per(table, where):
        return (base.execute(f"SELECT SUM(n) FROM {table} WHERE cell = 0 AND {where}").fetchone()[0] or 0) / 8

    def of(table, name):
        return f"{table} = (SELECT {table} FROM {table} WHERE name = '{name}')"
    real = "cause IN (SELECT cause FROM cause WHERE spared = 0)"
    done = "tag NOT IN (SELECT tag FROM tag WHERE name IN ('false_match', 'false_record'))"
    wrong = "cause IN (SELECT cause FROM cause WHERE wrongful = 1)"
    stages = {name: of("stage", name) for name in ("told", "disputed", "granted", "overdue", "refused")}
    amounts = {f"conduct.{k}": per("acts", of("kind", k)) for k in ("late", "owe", "post", "help", "default")}
    amounts |= {f"sensors.{k}": per("records", of("sensor", k)) for k in ("bank", "court", "web", "patrol")}
    amounts |= {f"lists.{k}": per("entries", f"{of('list', k)} AND {real}") for k in ("refused", "debtors", "barred")}
    amounts |= {f"services.{k}": per("denials", f"{of('service', k)} AND {real}") for k in ("card", "train")}
    amounts |= {"lists.debtors.published": amounts["lists.debtors"], "sharing": per("copies", "copy = 0"),
                "score": sum(amounts[f"sensors.{k}"] for k in ("bank", "web", "patrol")),
                "association.kin": per("reached", "association = 0"),
                "association.gossip": per("reached", "association = 1"),
                "lending.rate": per("loans", "1"), "lending.refused": per("loans", "fate > 1"),
                "lending.lent": per("loans", "fate < 2"),
                "recourse.repair.payment": per("repairs", "repair = 0 AND paid = 0"),
                "recourse.bought_points": per("repairs", "repair = 7 AND paid = 0"),
                "recourse.notice": sum(per("recourse", f"{of('list', k)} AND {stages['told']}") for k in ("refused", "debtors")),
                "recourse.dispute": sum(per("recourse", f"{of('list', k)} AND {stages['disputed']}")
                                        for k in ("refused", "debtors"))}
    said = {node["id"]: node["amount"] for node in nodes}
    for part, value in amounts.items():
        wants(value > 0 and abs(said[part] - value) <= 1e-6 * value, f"{part} is {said[part]}, not {value}")
    shares = {node["id"]: node["wrong"] for node in nodes}
    for part in ("refused", "debtors", "barred"):
        value = per("entries", f"{of('list', part)} AND {wrong}") / amounts[f"lists.{part}"]
        wants(abs(shares[f"lists.{part}"] - value) < 0.01, f"{part}: {shares[f'lists.{part}']}, not {value}")
    passing = {(link["from"], link["to"]): link["amount"] for link in links}
    for sensor, seen in (("bank", "late"), ("court", "owe"), ("web", "post"), ("patrol", "help")):
        found = passing[f"conduct.{seen}", f"sensors.{sensor}"]
        value = per("records", f"{of('sensor', sensor)} AND {done}")
        wants(abs(found - value) <= 1e-6 * value, f"{seen} to {sensor} is {found}, not {value}")
    for (start, end), value in {
            ("score", "lists.refused"): amounts["lists.refused"],
            ("lists.debtors", "sharing"): per("copies", "arrow = 1 AND copy = 0"),
            ("lists.refused", "sharing"): per("copies", "arrow = 0 AND copy = 0"),
            ("sharing", "lists.barred"): per("copies", "arrow = 1 AND copy = 0"),
            ("lists.debtors", "services.train"): None, ("lists.refused", "services.card"): None,
            ("recourse.review", "lists.debtors"): sum(per("recourse", f"{of('list', 'debtors')} AND {stages[k]}")
                                                      for k in ("granted", "overdue"))}.items():
        found = passing[start, end]
        wants(found == value or abs(found - value) <= 1e-6 * value, f"{start} to {end} is {found}, not {value}")
    acts = sum(value for part, value in amounts.items() if part.startswith("conduct."))
    number = re.search(r"over 240 days, ([0-9,.]+) .*acts become", flow["answer"])
    wants(number and abs(float(number[1].replace(",", "")) - acts) <= 0.5, f"{acts} acts: {flow['answer']}")
    base.close()


def firms_stand_beside_people():
    scenario = str(ROOT / "tests" / "golden" / "firms.yaml")
    small = ["--persons=3000", "--set=firms.population.count=2000", "--replicates=1",
             "--set=firms.lists.black.enter.initial=100"]
    answer = accepted(call("compare", scenario, *small, "-o", "r.db", "-q"))
    wants("personal" in answer.out and "Firms" in answer.out, answer)
    summary = accepted(call("run", scenario, *small, "-o", "s.db", "-q"), "per 1,000 firms")
    wants("2,000" in summary.out, summary)
    accepted(call("hash", "r.db"))
    fewer = accepted(call("run", scenario, "--persons=14000", "--replicates=1", "-o", "t.db", "-q",
                          "--set=firms.lists.black.enter.initial=100"))
    wants("Firms (7,000)" in fewer.out, fewer)
    accepted(call("export", "r.db", "out", "--format", "csv"))
    files = set(os.listdir("out"))
    wants({"firm_stock.csv", "stock.csv", "firm_group_metrics.csv"} <= files, files)
    stock = pathlib.Path("out/firm_stock.csv").read_text()
    wants("black,sector,food" in stock and "restricted" not in stock, stock[:500])
    wants("firm_stock.csv" in pathlib.Path("out/dictionary.csv").read_text(), files)
    answers = [line for line in pathlib.Path("out/event.csv").read_text().splitlines()
               if ",answers," in line]
    wants(answers and (",black," in answers[0] or ",graded," in answers[0]), answers)
    told = accepted(call("explain", "r.db", answers[0].split(",")[2]))
    wants("must answer for a firm on" in told.out, told)
    accepted(call("report", "r.db", "-o", "report.html"))
    wants("What happens to firms?" in pathlib.Path("report.html").read_text(), "no section")
    base = sqlite3.connect("file:r.db?mode=ro", uri=True)
    wants([row[0] for row in base.execute("SELECT name FROM firm_list ORDER BY list")] ==
          ["black", "graded", "any penal list"], "other lists")
    base.close()
    accepted(call("run", *SMALL, "-o", "plain.db", "-q"))
    base = sqlite3.connect("file:plain.db?mode=ro", uri=True)
    wants(not base.execute("SELECT name FROM sqlite_master WHERE name LIKE 'firm_%'").fetchall(),
          "tables of firms without firms")
    base.close()


def ranges_say_what_a_figure_hangs_on():
    few = ["city-points", "--persons=1000", "--set=horizon=90 days", "-q",
           "--parameters=conduct.critical_post.rate,sensors.*.misses"]
    first = call("sensitivity", *few, "--samples=2", "-o", "moves.db")
    accepted(first, "wrongly on a penal list", "2 trajectories", "mu*", "assumption", "Study hash",
             "The scenario has 1,000,000 people")
    wants(all(len(line) <= 80 for line in first.out.splitlines()), first)
    again = call("sensitivity", *few, "--samples=2", "-o", "moves.db")
    wants(again.out == first.out, again)
    refused(call("sensitivity", *few, "--samples=3", "-o", "moves.db"), INPUT, "another study")
    accepted(call("sensitivity", *few, "--method=sobol", "--samples=4", "--replicates=1",
                  "--of=true_records sensor=platform"), "pairs of points", "sensor=platform")
    accepted(call("sensitivity", *few, "--samples=2", "--effect=no_protected"),
             "what no_protected changes")
    refused(call("sensitivity", *few, "--effect=no_such"), INPUT, "no_such")
    refused(call("sensitivity", *few, "--of=listed_shore"), INPUT, "listed_share")
    refused(call("sensitivity", "city-points", "--parameters=sensors.bank.mises"), INPUT,
            "sensors.bank.misses")


def a_study_is_told_in_tables():
    pathlib.Path("s.yaml").write_text("""
study: Two that end alike
scenario: city-points
set: {population.persons: 1000, horizon: 60 days}
safeguards: [none, expiry]
vary:
  sensors.bank.misses: {values: [2 %, 10 %]}
  sensors.utility.misses: {values: [2 %, 10 %]}
replicates: 2
figures:
  listed: {metric: listed_share}
  wrongful days: {metric: wrongful_days}
""")
    part = call("study", "s.yaml", "-o", "part.study", "--slice=1/16")
    accepted(part, "not run yet", "0 of 2", "1 of 2", "Not finished: 1 done")
    wants("undefined" not in part.out.lower(), part)
    answer = call("study", "s.yaml", "-o", "s.study")
    accepted(answer, "per 1,000 persons", "Difference from base", "% points", "16 rows", "No intervals")
    wants("not run yet" not in answer.out and all(len(line) <= 80 for line in answer.out.splitlines()), answer)
    lines = answer.out.splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("safeguard"))
    wants("bank." in lines[head - 1] and "utility." in lines[head - 1], answer)
    body = lines[head + 3:head + 11]
    wants([line.split()[0] for line in body] == ["base"] * 4 + ["expiry"] * 4, answer)
    wants(body[1].split()[1:5] == ["2", "%", "10", "%"] and len(body[1].split()) == 7, answer)
    accepted(call("export", "s.study", "out", "--format", "csv"))
    safeguards = [line.split(",")[3] for line in pathlib.Path("out/point.csv").read_text().splitlines()]
    wants(safeguards == ["safeguard"] + ["base"] * 4 + ["expiry"] * 4, safeguards)


def draws_say_what_holds():
    few = ["city-points", "--persons=1000", "--set=horizon=90 days", "-q", "--draws=5", "--replicates=1"]
    answer = call("prior", *few, "--safeguards=expiry,no_association", "-o", "draws.db")
    accepted(answer, "5 draws from the ranges", "as stated", "median", "verdict", "expiry", "no_association")
    wants("heard" not in answer.out and all(len(line) <= 80 for line in answer.out.splitlines()), answer)
    alone = call("prior", *few, "--safeguards=none", "--of=listed_share")
    accepted(alone, "listed_share")
    wants("each safeguard" not in alone.out, alone)
    refused(call("prior", *few, "--safeguards=no_such"), INPUT, "no_such")
    refused(call("prior", *few, "-o", "draws.db"), INPUT, "another study")


def foreign_and_broken_results():
    whole = pathlib.Path(made_results("r.db")).read_bytes()
    pathlib.Path("text.db").write_text("this is no database\n" * 200)
    pathlib.Path("empty.db").write_bytes(b"")
    pathlib.Path("half.db").write_bytes(whole[:len(whole) // 2])
    with sqlite3.connect("other.db") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    before = listing()
    for name in ("text.db", "empty.db", "half.db", "other.db", "missing.db", "."):
        for words in (["report", name], ["explain", name], ["hash", name], ["export", name, "out"]):
            answer = call(*words)
            wants(answer.code in (FAILED, INPUT) and name in answer.err and not answer.out, answer)
    wants(listing() == before, listing())


# ---- where writing fails ----

def lost_output_is_a_failure():
    with open("/dev/full", "w", encoding="ascii") as full:
        for words in (["list"], ["--help"], ["run", "--help"], ["show", "city-points"]):
            answer = call(*words, stdout=full)
            wants(answer.code == FAILED and "output could not be written" in answer.err, answer)
    closed = call("list", stdout=None, preexec_fn=lambda: os.close(1))
    wants(closed.code == FAILED and "output could not be written" in closed.err, closed)
    reader, writer = os.pipe()
    os.close(reader)
    for words in (["list"], ["docs"], ["run", *SMALL, "-q", "-o", "r.db"]):
        broken = call(*words, stdout=writer)
        wants(broken.code == OK and not broken.err, broken)  # as in `| head`
    os.close(writer)
    accepted(call("hash", "r.db"))


def closed_streams_do_not_end_up_in_results():
    def close_all():
        for fd in (0, 1, 2):
            os.close(fd)

    call("run", *SMALL, "-o", "r.db", stdout=None, stderr=None, preexec_fn=close_all)
    accepted(call("hash", "r.db"))


def full_disk_leaves_nothing_that_looks_whole():
    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))

    answer = call("run", *SMALL, "-o", "r.db", preexec_fn=little_room)
    wants(answer.code == FAILED and answer.err.strip(), answer)
    wants(listing() == [], listing())
    made_results("r.db")
    answer = call("report", "r.db", preexec_fn=little_room)
    wants(answer.code == FAILED and "report.html" in answer.err, answer)
    wants(listing() == ["r.db"], listing())


def read_only_folder():
    made_results("r.db")
    os.mkdir("locked")
    os.chmod("locked", 0o555)
    program = shutil.copy(PROGRAM, "program")
    os.chmod("program", 0o755)

    def drop_root():
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)

    for words in (["run", *SMALL, "-o", "locked/r.db"], ["report", "r.db", "-o", "locked/page.html"],
                  ["export", "r.db", "locked/out"]):
        answer = call(*words, executable=os.path.abspath(program), preexec_fn=drop_root)
        wants(answer.code == FAILED and "locked/" in answer.err, answer)
        wants(os.listdir("locked") == [], os.listdir("locked"))


# ---- terminals and Ctrl-C ----

def colours_only_where_wanted():
    pathlib.Path("bad.yaml").write_text("title: x\nsede: 1\n")
    code, plain = on_terminal(["check", "bad.yaml"], TERM="xterm", NO_COLOR="1")
    wants(code == INPUT and "\033" not in plain, plain)
    code, coloured = on_terminal(["check", "bad.yaml"], TERM="xterm")
    wants(code == INPUT and "\033[" in coloured, coloured)
    wants("\033" not in on_terminal(["check", "bad.yaml"], TERM="dumb")[1], "TERM=dumb")
    wants("\033" not in on_terminal(["check", "bad.yaml"])[1], "no TERM")
    wants("\033" not in call("check", "bad.yaml", environment={"TERM": "xterm"}).err, "a pipe")


def progress_bar_on_a_terminal():
    words = ["run", *SMALL, "--replicates=3", "-o", "r.db"]
    code, seen = on_terminal(words, TERM="xterm")
    wants(code == OK and re.search(r"\[#*-*\].*% ?.*base \(1/1\), replicate \d/3, day \d+/\d+", seen),
          seen)
    code, seen = on_terminal([*words, "--force", "-q"], TERM="xterm")
    wants(code == OK and "\r\033" not in seen, seen)
    code, seen = on_terminal([*words, "--force"], TERM="dumb")
    wants(code == OK and "\033" not in seen, seen)


def long_plans_are_told_and_can_be_stopped():
    """Thousands of scenarios are read before the first run, which takes minutes."""
    for words, said in ((["prior", "--draws=4000", "-o", "p.study"], "before anything was run"),
                        (["calibrate", "--free=conduct.*.rate", "--method=abc", "--tries=20000"], "nothing was kept")):
        code, seen = on_terminal([words[0], "city-points", *words[1:], "--persons=200"], TERM="xterm",
                                 stop_at=["scenarios read", " rows"])
        plain = " ".join(seen.split())
        wants(code == INTERRUPTED and said in plain and listing() == [], (words, code, listing(), seen[-2000:]))
        wants("scenarios read" in seen and " rows" not in seen, (words, seen[-2000:]))


def interrupted(seconds, stop):
    """Stop a long run after so many seconds; its answer."""
    child = subprocess.Popen([PROGRAM, "run", *SMALL, "--persons=2000", "--replicates=50000", "-o", "r.db"],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    child.send_signal(stop)
    out, err = child.communicate(timeout=300)
    return Answer(subprocess.CompletedProcess([], child.returncode, out, err))


def ctrl_c_keeps_finished_replicates():
    for stop in (signal.SIGINT, signal.SIGTERM):
        for seconds in (2, 8, 32):  # a slow machine may have finished nothing yet
            answer = interrupted(seconds, stop)
            refused(answer, INTERRUPTED, "stopped on request")
            if listing():
                break
        wants(replicates_in("r.db") >= 1 and listing() == ["r.db"], (listing(), str(answer)))
        wants("kept in r.db" in answer.err, answer)
        accepted(call("hash", "r.db"))
        os.remove("r.db")


def second_ctrl_c_ends_at_once():
    child = subprocess.Popen([PROGRAM, "run", *SMALL, "--persons=20000000", "-o", "r.db"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    child.send_signal(signal.SIGINT)
    child.send_signal(signal.SIGINT)
    time.sleep(0.2)
    child.send_signal(signal.SIGINT)
    wants(child.wait(timeout=300) in (-signal.SIGINT, INTERRUPTED), child.returncode)


CASES = [help_of_every_command, version, unknown_command_names_the_nearest, unknown_option,
         numbers_are_strict, arguments_missing_or_too_many, bundled_scenarios_are_listed_and_shown,
         check_accepts_every_bundled_scenario, check_points_at_mistakes, scenario_that_is_not_there,
         schema_and_docs, run_writes_results_and_a_summary, results_are_not_replaced_unasked,
         inputs_are_never_replaced,
         hash_does_not_depend_on_threads, seed_and_set_change_the_hash, quiet_says_nothing_on_stderr,
         compare_keeps_nothing_unasked, compare_takes_the_safeguards_named,
         branches_go_on_from_a_checkpoint,
         readme_commands_are_there, the_script_of_the_interface_runs, safeguards_are_searched, calibrate_fits_and_writes,
         verify_says_whether_figures_hold,
         the_page_judges_published_figures_as_verify_does,
         report_is_written_and_not_replaced_unasked,
         the_page_counts_what_mechanisms_counted, a_lender_is_compared_by_whom_it_refuses,
         comparison_and_report_are_about_the_same,
         the_flow_counts_what_the_ledger_counted,
         explain_tells_of_tracked_persons, export_fills_an_empty_folder, firms_stand_beside_people,
         a_study_is_told_in_tables, ranges_say_what_a_figure_hangs_on, draws_say_what_holds,
         foreign_and_broken_results,
         lost_output_is_a_failure, closed_streams_do_not_end_up_in_results,
         full_disk_leaves_nothing_that_looks_whole, read_only_folder, colours_only_where_wanted,
         progress_bar_on_a_terminal, long_plans_are_told_and_can_be_stopped, ctrl_c_keeps_finished_replicates,
         second_ctrl_c_ends_at_once]


def main(wanted, every):
    cases = [case for case in every if not wanted or case.__name__ in wanted]
    print(f"1..{len(cases)}", flush=True)
    bad = 0
    for number, case in enumerate(cases, 1):
        name, problem = case.__name__.replace("_", " "), None
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            os.chdir(folder)
            try:
                case()
            except Exception as error:  # pylint: disable=broad-except
                problem = f"{type(error).__name__}: {error}"
            os.chdir("/")
        bad += problem is not None
        print(f"{'ok' if problem is None else 'not ok'} {number} - {name}", flush=True)
        for line in (problem or "").splitlines():
            print(f"# {line}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], CASES))
