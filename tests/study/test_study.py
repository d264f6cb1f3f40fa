#!/usr/bin/env python3
"""Studies survive: killed at random moments, worked on by several processes at once, stopped, cut into
slices, and run into a full disk, a study ends with the hash of one that nothing happened to, and no row that
was finished is computed again.

Speaks TAP. COUNTERSCORE names the program; COUNTERSCORE_KILLS how many kills (12; the full form is 200) and
COUNTERSCORE_KILL_SEED the chance of their moments. Run: tests/study/test_study.py [CASE...]
"""

import os
import pathlib
import random
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.path.abspath(os.environ.get("COUNTERSCORE", ROOT / "build" / "counterscore"))
EXAMPLE = os.environ.get("COUNTERSCORE_EXAMPLE", str(ROOT / "build" / "examples" / "example_study"))
STUDY = ROOT / "tests" / "study" / "town.yaml"
KILLS = int(os.environ.get("COUNTERSCORE_KILLS", "12"))
CHANCE = random.Random(int(os.environ.get("COUNTERSCORE_KILL_SEED", "4")))
ROWS = 96
ENVIRONMENT = {**os.environ, "LC_ALL": "C", "OMP_WAIT_POLICY": "passive"}


def words(path, *more):
    return [PROGRAM, "study", str(STUDY), "-o", str(path), "--quiet", "--threads=2", *more]


def start(path, *more):
    return subprocess.Popen(words(path, *more), env=ENVIRONMENT, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def call(*what, **how):
    return subprocess.run(list(map(str, what)), env=ENVIRONMENT, text=True, capture_output=True, timeout=600,
                          check=False, **how)


def work(path, *more):
    done = call(*words(path, *more))
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"


def hash_of(path):
    done = call(PROGRAM, "hash", path)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def finished(path):
    """(point, replicate) of the rows that are kept, each with the place it was kept at and by whom."""
    if not path.exists() or path.stat().st_size == 0:
        return {}
    base = sqlite3.connect(path, timeout=60)
    try:
        if not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'work'").fetchone():
            return {}
        rows = base.execute("SELECT point, replicate, seq, worker, hash FROM work").fetchall()
    finally:
        base.close()
    kept = {row[:2]: row[2:] for row in rows}
    assert len(kept) == len(rows), "a row was kept twice"
    return kept


def leaves_nothing_behind(path):
    left = sorted(p.name for p in path.parent.iterdir() if p.name.startswith(path.name + "-")
                  or p.name == path.name + ".workers")
    assert not left, f"{left} were left"


def whole(path):
    """Every row is there, once: rows are numbered as they are kept, and no number was lost."""
    kept = finished(path)
    assert len(kept) == ROWS, f"{len(kept)} rows of {ROWS}"
    assert sorted(seq for seq, _, _ in kept.values()) == list(range(1, ROWS + 1)), "a row was kept twice"


def until_rows(count, child, path):
    """Wait until so many rows are kept, or the process has ended."""
    while child.poll() is None and len(finished(path)) < count:
        time.sleep(0.01)


# ---- cases: each gets an empty folder and the hash of an undisturbed study, and how long one takes ----

def killed(folder, expected, seconds):
    """kill -9 at random moments: while it begins, between commits, while it ends."""
    kills = files = after = 0
    while kills < KILLS:
        files += 1
        path = folder / f"killed-{files}"
        before = {}
        while True:
            child = start(path)
            if kills < KILLS:
                # most within the work, whatever the machine's speed; some while the program begins
                if CHANCE.random() < 0.8:
                    until_rows(len(before) + CHANCE.randrange(ROWS // 3), child, path)
                    time.sleep(CHANCE.uniform(0, 2 * seconds / ROWS))
                else:
                    time.sleep(CHANCE.uniform(0, 0.1))
                child.send_signal(signal.SIGKILL)
            _, told = child.communicate()
            assert child.returncode in (0, -signal.SIGKILL), f"exit {child.returncode}: {told}"
            now = finished(path)
            for row, kept in before.items():
                assert now.get(row) == kept, f"row {row} was finished, and is lost or was computed again"
            if child.returncode == 0:
                break
            kills += 1
            after += len(now) > len(before)
            before = now
        whole(path)
        assert hash_of(path) == expected, "another hash than that of an undisturbed study"
        leaves_nothing_behind(path)
        path.unlink()
    assert after > 0, "no kill came after a finished row"
    return f"{kills} kills, {after} of them after rows were finished, over {files} studies"


def two_at_once(folder, expected, _):
    """Two processes begin one file together and share its rows."""
    for attempt in range(1, 9): # on a busy machine the first may be through before the second has begun
        path = folder / f"two-{attempt}"
        both = [start(path), start(path)]
        for child in both:
            _, told = child.communicate(timeout=600)
            assert child.returncode == 0, told
        whole(path)
        assert hash_of(path) == expected
        leaves_nothing_behind(path)
        shares = [worker for _, worker, _ in finished(path).values()]
        if len(set(shares)) == 2:
            return f"{shares.count(1)} and {shares.count(2)} rows, attempt {attempt}"
    raise AssertionError(f"one of them did all the work, {attempt} times")


def one_of_two_killed(folder, expected, _):
    """What a killed process had in hand is taken by the one that is still there."""
    path = folder / "one"
    first, second = start(path), start(path)
    until_rows(ROWS // 4, first, path)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    _, told = second.communicate(timeout=600)
    assert second.returncode == 0, told
    whole(path)
    assert hash_of(path) == expected
    work(path) # who is killed as the other ends may leave what the next call takes away
    leaves_nothing_behind(path)


def interrupted(folder, expected, _):
    """Ctrl-C keeps what is finished, says so, and lets go."""
    for attempt in range(8): # on a busy machine it may be through before the signal comes
        path = folder / f"interrupted-{attempt}"
        child = start(path)
        until_rows(ROWS // 8, child, path)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=600)
        if child.returncode != 0:
            break
    assert child.returncode == 130, f"exit {child.returncode}: {told}"
    assert "rows are finished and kept" in told, told
    leaves_nothing_behind(path)
    work(path)
    whole(path)
    assert hash_of(path) == expected


def sliced(folder, expected, _):
    """Slices, done apart and joined, are the whole."""
    paths = [folder / f"slice-{i}" for i in (1, 2, 3)]
    for i, path in enumerate(paths):
        work(path, f"--slice={i + 1}/3")
        assert len(finished(path)) == ROWS / 3
    out = folder / "joined"
    done = call(PROGRAM, "merge", *paths, "-o", out)
    assert done.returncode == 0, done.stderr
    assert hash_of(out) == expected
    leaves_nothing_behind(out)
    done = call(PROGRAM, "merge", *paths, "-o", out)
    assert done.returncode == 1 and "is there already" in done.stderr, done.stderr
    other = folder / "other"
    work(other, "--set=seed=12", "--slice=1/3")
    done = call(PROGRAM, "merge", paths[0], other, "-o", folder / "never")
    assert done.returncode == 2 and "another study" in done.stderr and "seed" in done.stderr, done.stderr
    assert not (folder / "never").exists()


def another_study(folder, _expected, _):
    """A file of another study, or of something else, is refused and left as it is."""
    path = folder / "study"
    work(path, "--slice=1/48")
    before = path.read_bytes()
    done = call(*words(path, "--set=replicates=13"))
    assert done.returncode == 2 and "12 replicates" in done.stderr, done.stderr
    done = call(*words(path, "--set=population.persons=401"))
    assert done.returncode == 2 and "another" in done.stderr, done.stderr
    assert path.read_bytes() == before
    text = folder / "letter"
    text.write_text("a letter to somebody\n" * 20)
    done = call(*words(text))
    assert done.returncode == 2 and "not a study file" in done.stderr, done.stderr
    assert text.read_text().startswith("a letter")
    run = folder / "run"
    assert call(PROGRAM, "run", ROOT / "tests/fault/tiny.yaml", "-o", run, "-q").returncode == 0
    done = call(*words(run))
    assert done.returncode == 2 and "results of a run" in done.stderr, done.stderr
    leaves_nothing_behind(path)


def small_disk(folder):
    """A disk of its own with room for a part of the study, and a way to give it more."""
    disk = folder / "disk"
    disk.mkdir()
    if os.geteuid() == 0 and call("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk).returncode == 0:
        return disk, lambda: call("mount", "-o", "remount,size=64m", disk).check_returncode(), None
    # without the right to mount: a limit on the size of files, which the kernel tells in another way
    return disk, lambda: None, 96 * 1024


def full_disk(folder, expected, _):
    """A disk that fills stops the study with a sentence and loses nothing; with room it goes on."""
    disk, enlarge, limit = small_disk(folder)
    path = disk / "study"

    def confine():
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        told = []
        for _ in range(2): # the second finds it full when it begins
            done = call(*words(path), preexec_fn=confine, restore_signals=False)
            assert done.returncode == 1, f"exit {done.returncode}: {done.stderr}"
            assert "disk is full" in done.stderr or "file size allowed" in done.stderr, done.stderr
            told.append(done.stderr)
        enlarge()
        before = finished(path)
        assert 0 < len(before) < ROWS, f"{len(before)} rows before the disk was full"
        work(path)
        now = finished(path)
        for row, kept in before.items():
            assert now[row] == kept, f"row {row} was computed again"
        assert len(now) == ROWS
        assert hash_of(path) == expected
        leaves_nothing_behind(path)
    finally:
        if limit is None:
            call("umount", disk)
    return f"{len(before)} rows fitted, " + ("a tmpfs" if limit is None else "a limit on files")


def example(folder, expected, _):
    """The program of examples/, which knows the installed header alone, runs a study and reads it."""
    path = folder / "example"
    done = call(EXAMPLE, STUDY, path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 3 * 8, done.stdout
    assert "refused at soon" in done.stdout, done.stdout
    assert hash_of(path) == expected
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    queries = re.findall(r"```sql study\n(.*?)```", page, re.DOTALL)
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for query in queries:
        rows = base.execute(query).fetchall()
        assert len(rows) == 8 and rows[0][3] == 0 and rows[4][3] != 0, rows
    base.close()
    assert queries, "docs/results.md shows no query"
    tables = folder / "tables"
    assert call(PROGRAM, "export", path, tables).returncode == 0
    assert len((tables / "value.csv").read_text().splitlines()) == 1 + 3 * ROWS


CASES = [killed, two_at_once, one_of_two_killed, interrupted, sliced, another_study, full_disk,
         example]


def main(wanted):
    cases = [case for case in CASES if not wanted or case.__name__ in wanted]
    print(f"1..{len(cases)}", flush=True)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="counterscore-study-") as name:
        path = pathlib.Path(name) / "undisturbed"
        began = time.monotonic()
        work(path)
        seconds = time.monotonic() - began
        whole(path)
        expected = hash_of(path)
        print(f"# undisturbed: {seconds:.1f} s, {expected}", flush=True)
        for number, case in enumerate(cases, 1):
            folder = pathlib.Path(name) / case.__name__
            folder.mkdir()
            try:
                note = case(folder, expected, seconds)
                print(f"ok {number} - {case.__name__}" + (f" # {note}" if note else ""), flush=True)
            except (AssertionError, subprocess.SubprocessError, OSError, sqlite3.Error) as failure:
                bad += 1
                print(f"not ok {number} - {case.__name__}", flush=True)
                print("\n".join("# " + line for line in str(failure).splitlines()), flush=True)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
