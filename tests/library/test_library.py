#!/usr/bin/env python3
"""The library of regimes: every scenario is run as a user would run it, at its own size, and held to its
published figures and to docs/validation.md.

A figure may fail, but it has to say why (`because`); one that holds must not carry an excuse.
With COUNTERSCORE_LIBRARY=first only the first replicate of each is run. Its hash must be the one on the page,
and what was expected of each figure too: the same program then finds the figures that stand there.
Speaks TAP. COUNTERSCORE names the program. Run: tests/library/test_library.py [SCENARIO...]
"""

import importlib.machinery
import importlib.util
import os
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.path.abspath(os.environ.get("COUNTERSCORE", ROOT / "build" / "counterscore"))
MOST_PERSONS, FEWEST_SAFEGUARDS, MOST_SAFEGUARDS = 1_000_000, 2, 6


def script(name):
    """A script without ending, as a module."""
    loader = importlib.machinery.SourceFileLoader(name.replace("-", "_"), str(ROOT / "scripts" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


VALIDATION = script("write-validation")
DOCUMENTED = VALIDATION.read_page()


def checked(name):
    """`check` finds no mistake; the line that says what there is."""
    done = subprocess.run([PROGRAM, "check", f"scenarios/{name}.yaml"], check=False, cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    found = re.search(r"([\d,]+) persons, (\d+) safeguards?, (\d+) published", done.stdout)
    assert found, done.stdout
    return [int(word.replace(",", "")) for word in found.groups()]


def reasons(path):
    """The `because` of each figure in a results file."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        rows = base.execute("SELECT because FROM figure WHERE world = 0 ORDER BY figure").fetchall()
    finally:
        base.close()
    return [row[0] for row in rows]


def unused_sources(name):
    """Sources that the file names and nothing in it rests on."""
    text = (ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    block = re.search(r"^sources:\n((?:  .*\n)+)", text, re.MULTILINE)
    if not block:
        return []
    rest = text.replace(block.group(), "")
    return [source for source in re.findall(r"^  ([a-z0-9_-]+):", block.group(1), re.MULTILINE)
            if not re.search(rf"(?<![\w-]){source}(?![\w-])", rest)]


def excuses_only_what_fails(found, given, text):
    """found: [(set or predicted, verdict)]; given: the `because` of each, or nothing."""
    assert any(kind == "predicted" for kind, _ in found), "nothing is predicted"
    for number, ((_, verdict), because) in enumerate(zip(found, given, strict=True), 1):
        assert verdict in ("holds", "does not hold"), f"figure {number}: {verdict}\n{text}"
        if verdict == "holds":
            assert not because, f"figure {number} holds and says why it does not\n{text}"
        else:
            assert because, f"figure {number} does not hold and does not say why\n{text}"


def blocks(text):
    """The lines of each figure of a section."""
    return [part for part in text.split("\n\n") if re.match(r"\d+\. ", part)]


def asked(text):
    """What a section says of its figures before anything is run: what is expected, and where it comes from."""
    return [re.sub(r"\n   because .*", "", re.sub(r"\n   (simulated|mean|verdict) .*", "", part), flags=re.DOTALL)
            for part in blocks(text)]


def told_reasons(text):
    """The `because` of each figure of a section, "" where there is none."""
    found = [re.search(r"\n   because (.*)", part, re.DOTALL) for part in blocks(text)]
    return [re.sub(r"\s+", " ", one.group(1)) if one else "" for one in found]


def is_as_written(name, path):
    """The first replicate is the page's, and so is what is expected."""
    page, first = DOCUMENTED.get(name, ("", ""))
    text, found = VALIDATION.first_replicate(PROGRAM, f"scenarios/{name}.yaml", "-o", path)
    stale = f"docs/validation.md is not fresh: scripts/write-validation build/counterscore {name}"
    assert found == first, f"{stale}; its first replicate is {found}, not {first}"
    assert asked(page) == asked(VALIDATION.section(text)), f"{stale}\n{asked(text)}"
    given = reasons(path)
    excuses_only_what_fails(VALIDATION.figures(page), given, page)
    assert told_reasons(page) == [re.sub(r"\s+", " ", because) for because in given], f"{stale}\n{given}"


def holds_to_its_figures(name):
    persons, safeguards, published = checked(name)
    assert persons <= MOST_PERSONS or name == "festival-2017", f"{persons} persons"
    assert FEWEST_SAFEGUARDS <= safeguards <= MOST_SAFEGUARDS, f"{safeguards} safeguards"
    assert published > 0, "no published figure"
    assert not unused_sources(name), f"sources that nothing rests on: {unused_sources(name)}"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "results.db")
        if os.environ.get("COUNTERSCORE_LIBRARY") == "first":
            is_as_written(name, path)
            return
        text, _ = VALIDATION.verify(PROGRAM, f"scenarios/{name}.yaml", "-o", path)
        given = reasons(path)
    excuses_only_what_fails(VALIDATION.figures(text), given, text)
    own = VALIDATION.section(text)
    assert own == DOCUMENTED.get(name, ("", ""))[0], f"docs/validation.md is not fresh: scripts/write-validation\n{own}"


def is_documented():
    """Every scenario has its place in docs/validation.md and in the README's list, and nothing else."""
    assert sorted(DOCUMENTED) == VALIDATION.names(), sorted(DOCUMENTED)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[([a-z0-9-]+)\]\(scenarios/\1\.yaml\) \|", readme, re.MULTILINE)
    assert sorted(listed) == VALIDATION.names(), sorted(set(VALIDATION.names()) ^ set(listed))


def main():
    wanted = sys.argv[1:] or VALIDATION.names()
    cases = [("documented", is_documented)] if not sys.argv[1:] else []
    cases += [(name, lambda name=name: holds_to_its_figures(name)) for name in wanted]
    print(f"1..{len(cases)}")
    failed = 0
    for number, (name, case) in enumerate(cases, 1):
        try:
            case()
            print(f"ok {number} {name}", flush=True)
        except (AssertionError, RuntimeError) as error:
            failed += 1
            print("\n".join(f"# {line}" for line in str(error).splitlines()))
            print(f"not ok {number} {name}", flush=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
