#!/usr/bin/env python3
"""The rules of the house that a compiler does not hold: the wall, who includes whom, sizes, words.

Each check is a function of a source tree that returns sentences about what is wrong. Every check is
then tried on a copy of the tree with a fault planted in it, and has to find that fault.
Speaks TAP. Run from anywhere: tests/lint/test_lint.py [CHECK...]
"""

import functools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# The office: what it knows is on file. It must not see what is so, even through another header.
OFFICE = ["scoring", "consequences", "association", "recourse", "model/record"]
TRUTH = ["model/truth", "conduct", "observation", "response", "ledger", "sim", "scenario", "study",
         "results", "report", "cli"]

# Each stage of the day may include itself and these; population.h is a noun that all share.
STAGES = ["conduct", "observation", "scoring", "consequences", "association", "recourse", "response", "lending"]
SHARED = ["core", "model", "population"]

# Folders whose arithmetic decides results: no function of the C library's that rounds its own way.
EXACT = ["core", "model", "population", "ledger", "sim", *STAGES]
ROUNDING = ("exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt|hypot|sin|cos|tan|asin|acos|atan|atan2|"
            "sinh|cosh|tanh|erf|erfc|tgamma|lgamma|lgamma_r")

DEPENDENCIES = {"openmp", "libfyaml", "sqlite3", "jansson", "libxxhash", "libzstd", "nlopt",
                "libmicrohttpd", "threads", "cmocka"}

# State that outlives a call. The fault sweep's counters, and nothing else.
STATE = {"fault_limit", "fault_passed"}

FUNCTION_LINES, FILE_LINES, NINE_IN_TEN = 80, 600, 45


# ---- reading ----

def sources(root, folders=(".",), endings=(".c", ".h")):
    """Every source file under src/ in `folders`, in a fixed order."""
    for folder in folders:
        base = root / "src" / folder
        yield from sorted(p for p in base.rglob("*") if p.suffix in endings)


def library(root):
    return (p for p in sources(root) if p.relative_to(root / "src").parts[0] != "cli")


def short(root, path):
    return str(path.relative_to(root))


WORDS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


@functools.lru_cache(maxsize=None)  # every check reads the same files, and so do the trees with a planted fault
def without_comments(text, keep_text):
    """A text of C without comments, and without the insides of string literals; lines stay in place."""

    def replace(match):
        found = match.group()
        if found.startswith("/"):
            return "\n" * found.count("\n")
        return found if keep_text else found[0] * 2

    return WORDS.sub(replace, text)


def code_of(path, keep_text=False):
    """What without_comments leaves of a file."""
    return without_comments(path.read_text(encoding="utf-8"), keep_text)


@functools.lru_cache(maxsize=None)
def places(text, pattern, keep_text):
    """(line, match) for every line of the code of a text in which the pattern is found."""
    found = ((number, re.search(pattern, line))
             for number, line in enumerate(without_comments(text, keep_text).splitlines(), 1))
    return [(number, match.group().strip()) for number, match in found if match]


def matches(root, paths, pattern, what, keep_text=False):
    """"file:line: what" for every match of pattern in the code of paths."""
    return [f"{short(root, path)}:{number}: {what}: {match}" for path in paths
            for number, match in places(path.read_text(encoding="utf-8"), pattern, keep_text)]


def includes(root, path):
    """What a file includes in quotes: paths below src/ or include/, as strings."""
    return re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)


def within(name, folders):
    return next((f for f in folders if name.startswith(f + "/")), None)


def functions(path):
    """(name, first line, lines, signature) of each function defined in a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            first = start
            while first > 0 and lines[first - 1].strip() and not re.search(r"(\*/|;|^}.*|\\)$",
                                                                          lines[first - 1]):
                first -= 1
            signature = " ".join(lines[first:start])
            name = re.search(r"(\w+)\s*\(", re.sub(r"__attribute__\s*\(\(.*?\)\)", "", signature))
            yield (name.group(1) if name else "?", first + 1, number - first + 1, signature)
            start = None


# ---- checks ----

def wall(root):
    """The office's files reach no header of the truth side, directly or through another."""
    problems = []
    for path in sources(root, OFFICE):
        seen, queue = set(), [(name, [short(root, path)]) for name in includes(root, path)]
        while queue:
            name, way = queue.pop()
            if name in seen:
                continue
            seen.add(name)
            side = within(name, TRUTH)
            if side:
                problems.append(f"{' -> '.join(way)} -> {name}: the office may not see {side}")
                continue
            header = root / "src" / name
            if header.exists():
                queue += [(inner, way + [name]) for inner in includes(root, header)]
    return problems


def stages(root):
    """A stage of the day includes no other stage, and nothing that stands around the day."""
    problems = []
    for stage in STAGES:
        for path in sources(root, [stage]):
            for name in includes(root, path):
                if "/" in name and not within(name, [stage, *SHARED]):
                    problems.append(f"{short(root, path)} includes {name}, which is not a noun")
    return problems


def layers(root):
    """core knows nothing of people; model knows core; neither looks up."""
    below = {"core": ["core"], "model": ["core", "model"],
             "population": ["core", "model", "population"]}
    return [f"{short(root, path)} includes {name}, which lies above it"
            for folder, allowed in below.items() for path in sources(root, [folder])
            for name in includes(root, path) if "/" in name and not within(name, allowed)]


def front_door(root):
    """The command line knows the public header only."""
    return [f"{short(root, path)} includes {name}; only counterscore.h is for it"
            for path in sources(root, ["cli"]) for name in includes(root, path)
            if name != "counterscore.h" and not name.startswith("cli/")]


def tables(root):
    """SQL is spoken in src/results and nowhere else."""
    paths = [p for p in sources(root) if p.relative_to(root / "src").parts[0] != "results"]
    return matches(root, paths, r"\bsqlite3\w*\b|\b(SELECT .* FROM|INSERT INTO|CREATE TABLE)\b",
                   "the database belongs to src/results", keep_text=True)


def queries(root):
    """A query begins with cs_query_all, which names every selector."""
    paths = [p for p in sources(root) if p.relative_to(root / "src").as_posix() != "ledger/metrics.c"]
    return matches(root, paths, r"\(cs_query\)\s*\{|\bcs_query\s+\w+\s*=\s*\{|\.band\s*=\s*-1\s*[,}]",
                   "a query begins with cs_query_all")


def one_parallel(root):
    """One parallel loop in the program."""
    found = matches(root, sources(root), r"#\s*pragma\s+omp\s+parallel|_Pragma\s*\(", "a loop")
    others = [p for p in sources(root) if p.name != "parallel.c"]
    return (found if len(found) > 1 else []) + matches(root, others, r"#\s*pragma\s+omp|\bomp\.h",
                                                       "OpenMP belongs to core/parallel.c")


def silence(root):
    """The library neither prints nor ends the program."""
    words = r"exit|_exit|_Exit|quick_exit|abort|printf|vprintf|puts|putchar|perror|assert|err|errx"
    return (matches(root, library(root), rf"(?<![\w.>])({words})\s*\(", "not in the library") +
            matches(root, library(root), r"\b(stdout|stderr)\b", "not in the library"))


def memory(root):
    """Memory comes through core/mem.h, so that the fault sweep sees it."""
    paths = [p for p in library(root) if p.name != "mem.c"]
    words = r"malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf|alloca"
    return matches(root, paths, rf"(?<![\w.>])({words})\s*\(", "memory comes through core/mem.h")


def fault_sites(root):
    """Whoever steps a statement or writes a file asks the fault sweep first."""
    sites = {r"(?<!\w)sqlite3_step\s*\(": "CS_FAULT_STEP",
             r"(?<!\w)(fwrite|fputs|fputc|fprintf|vfprintf|pwrite|write)\s*\(": "CS_FAULT_WRITE"}
    problems = []
    for path in library(root):
        code = code_of(path)
        problems += [f"{short(root, path)} does this without asking cs_fault_hit({site})"
                     for pattern, site in sites.items()
                     if re.search(pattern, code) and site not in code]
    return problems


def exact_numbers(root):
    """Nothing that decides a result calls a function that C libraries round differently."""
    return matches(root, sources(root, EXACT), rf"(?<![\w.>])({ROUNDING})[fl]?\s*\(",
                   "core/math.h has this with the same bits everywhere")


def build_files(root):
    return [root / "meson.build", *(p for f in ("src", "tests", "bench", "web", "data", "scenarios")
                                    for p in sorted((root / f).rglob("meson.build"))
                                    if "node_modules" not in p.parts)]


def build_flags(root):
    """No flag that lets a compiler change results, and none that ties them to one machine."""
    pattern = r"""['"]-(ffast-math|Ofast|funsafe-math\S*|fassociative-math|march=native|""" \
              r"""ffp-contract=(?!off)\w+)['"]"""
    return [f"{short(root, path)}: {match.group()}" for path in build_files(root)
            for match in re.finditer(pattern, path.read_text())]


def dependencies(root):
    """Only the libraries that were chosen; none under the GPL."""
    problems = []
    for path in build_files(root):
        for name in re.findall(r"\bdependency\(\s*'([^']+)'", path.read_text()):
            if name not in DEPENDENCIES:
                problems.append(f"{short(root, path)}: {name} was not chosen (CONTRIBUTING.md)")
        for name in re.findall(r"\bfind_library\(\s*'([^']+)'", path.read_text()):
            if name != "m":
                problems.append(f"{short(root, path)}: library {name} was not chosen")
    return problems


def bounds(root):
    """No camera, no recognition, no network but one socket on this machine's own address: BOUNDS.md."""
    words = (r"\b(lib)?curl/|\bcurl_|opencv|v4l2|videodev|gstreamer|libav|\bdlib|netdb\.h|"
             r"arpa/inet|bluetooth|libusb|libpcap")
    sockets = (r"sys/socket\.h|netinet/|sys/un\.h|(?<![\w.>])(socket|bind|connect|getaddrinfo|sendto)\s*\(|"
               r"\bMHD_OPTION_(SOCK_ADDR|HTTPS)\w*")
    others = [p for p in sources(root) if short(root, p) != "src/serve/listen.c"]
    own = [root / "src" / "serve" / "listen.c"] if (root / "src" / "serve" / "listen.c").exists() else []
    return (matches(root, sources(root), words, "BOUNDS.md rules this out", keep_text=True) +
            matches(root, others, sockets, "BOUNDS.md: sockets are for src/serve/listen.c", keep_text=True) +
            matches(root, own, r"\bINADDR_(?!LOOPBACK)\w+|(?<![\w.>])connect\s*\(|\binet_|in6addr|AF_(?!INET\b)\w+",
                    "BOUNDS.md: 127.0.0.1 and nothing else"))


def sizes(root):
    """No function above 80 lines, nine in ten under 45, no file above 600."""
    problems, lengths = [], []
    for path in list(sources(root)) + sorted((root / "tests").rglob("*.c")):
        count = len(path.read_text(encoding="utf-8").splitlines())
        if count > FILE_LINES:
            problems.append(f"{short(root, path)} has {count} lines; {FILE_LINES} is the most")
        for name, line, length, _ in functions(path):
            if path.is_relative_to(root / "src"):
                lengths.append(length)
            if length > FUNCTION_LINES:
                problems.append(f"{short(root, path)}:{line}: {name} has {length} lines; "
                                f"{FUNCTION_LINES} is the most")
    lengths.sort()
    if lengths and lengths[len(lengths) * 9 // 10] > NINE_IN_TEN:
        problems.append(f"one function in ten is longer than {NINE_IN_TEN} lines")
    return problems


def openings(root):
    """Every file opens with what it is for."""
    return [f"{short(root, path)} does not open with a comment that says what it is for"
            for path in list(sources(root)) + sorted((root / "tests").rglob("*.c"))
            if not path.read_text(encoding="utf-8").startswith("/* ")]


def names(root):
    """What other files can call begins with cs_."""
    return [f"{short(root, path)}:{line}: {name} is neither static nor named cs_..."
            for path in sources(root, endings=(".c",))
            for name, line, _, signature in functions(path)
            if "static" not in signature.split() and not re.match(r"cs_|main$", name)]


def listed(root):
    """meson.build names every file there is."""
    result = subprocess.run([sys.executable, root / "scripts" / "list-sources", "--check"],
                            capture_output=True, text=True, check=False)
    return result.stdout.splitlines() + result.stderr.splitlines()


def members(text):
    """Names of the members of a struct, from its body."""
    flat = re.sub(r"\{[^{}]*\}", "", text)
    names = []
    for part in flat.split(";"):
        part = re.sub(r"\[[^\]]*\]", "", part)
        for piece in part.split(","):
            found = re.search(r"(\w+)\s*$", piece.strip())
            if found and found.group(1) not in ("const", "struct"):
                names.append(found.group(1))
    return names


def state(root):
    """Whatever is state is kept in a checkpoint, or said not to be, where its neighbours are kept."""
    problems = []
    for name, header, keeper in STATE_KEPT:
        paths = [root / "src" / header, root / "src" / keeper]
        if not all(p.exists() for p in paths):
            problems.append(f"{header} or {keeper} is not there; STATE_KEPT names them")
            continue
        code = code_of(paths[0])
        body = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
        found = (re.findall(r"typedef struct\s*\w*\s*" + body + r"\s*" + name + ";", code) or
                 re.findall(r"struct " + name + r"\s*" + body, code))
        text = paths[1].read_text(encoding="utf-8")
        if not found:
            problems.append(f"{header} has no struct {name}; STATE_KEPT names it")
            continue
        at = [m.start() for m in re.finditer(r"(?<!\w)(keep|archive)\w*\(cs_archive|_archive\((cs_archive|cs_run)|"
                                             r"keep(_block)?\(const", text)]
        kept = ""
        for start in at:
            before = text.rfind("\n}\n", 0, start)
            kept += text[max(before, 0):text.find("\n}\n", start)]
        for member in members(";".join(found)):
            if not re.search(rf"\b{member}\b", kept):
                problems.append(f"{short(root, paths[0])}: {name}.{member} is neither kept in nor named "
                                f"by the functions that keep it in {keeper}")
    return problems


def no_state(root):
    """No state outlives a call: nothing that can be written stands in the built library."""
    program = os.environ.get("COUNTERSCORE")
    if not program or root != ROOT:
        return []
    archive = pathlib.Path(program).parent / "libcounterscore.a"
    result = subprocess.run(["objdump", "-t", archive], capture_output=True, text=True, check=False)
    if result.returncode != 0:
        return [f"objdump could not read {archive.name}: {result.stderr.strip()}"]
    found = re.findall(r"^\S+ .{7} (\.(?:t?data|t?bss)\S*)\s+\S+\s+(\S+)$", result.stdout,
                       re.MULTILINE)
    return [f"{name} can be written to and outlives a call" for section, name in found
            if not section.startswith(".data.rel.ro") and not name.startswith(".")
            and re.sub(r"\.\d+$", "", name) not in STATE]


# State of a run: the struct, the file that says what it is, and the file that keeps it.
STATE_KEPT = [
    ("cs_block", "sim/block.h", "sim/keep.c"), ("cs_worker", "sim/block.h", "sim/keep.c"),
    ("cs_world_state", "sim/block.h", "sim/keep.c"), ("cs_run", "sim/world.h", "sim/keep.c"),
    ("cs_message", "sim/block.h", "sim/keep.c"),
    ("cs_points", "scoring/points.h", "scoring/points.c"),
    ("cs_membership", "consequences/membership.h", "consequences/membership.c"),
    ("cs_amend", "consequences/membership.h", "consequences/membership.c"),
    ("cs_due", "core/calendar.h", "core/calendar.c"),
    ("cs_tally", "ledger/count.h", "ledger/count.c"),
    ("cs_penalty", "ledger/book.h", "ledger/book.c"), ("cs_move", "ledger/book.h", "ledger/book.c"),
    ("cs_event", "ledger/ledger.h", "ledger/ledger.c"),
    ("cs_queue", "recourse/queue.h", "recourse/queue.c"),
    ("cs_dispute", "recourse/queue.h", "recourse/queue.c"),
    ("cs_firm_spell", "sim/firms.h", "sim/firms.c"), ("duties", "sim/firms.c", "sim/firms.c"),
    ("stays", "sim/firms.c", "sim/firms.c"),
    ("cs_response_block", "sim/response.h", "sim/response_keep.c"),
    ("cs_lived", "sim/response.h", "sim/response_keep.c"),
    ("cs_loss", "sim/response.h", "sim/response_keep.c"),
    ("cs_loss_line", "sim/response.h", "sim/response_keep.c"),
    ("own", "sim/association.c", "sim/association.c"),
    ("sizes", "sim/association.c", "sim/association.c"),
    ("averages", "sim/contacts.c", "sim/contacts.c"),
    ("lending_shared", "sim/lending.c", "sim/lending.c"),
    ("lending_own", "sim/lending.c", "sim/lending.c"),
    ("foretelling_own", "sim/foretelling.c", "sim/foretelling.c"),
    ("cs_copy", "sim/sharing.c", "sim/sharing.c"), ("cs_holds", "sim/sharing.c", "sim/sharing.c"),
    ("cs_files", "sim/sharing.c", "sim/sharing.c"),
    ("cs_case", "sim/recourse.c", "sim/recourse.c"), ("stopped", "sim/recourse.c", "sim/recourse.c"),
    ("own", "sim/recourse.c", "sim/recourse.c"), ("shared", "sim/recourse.c", "sim/recourse.c"),
]

CHECKS = [wall, stages, layers, front_door, tables, queries, one_parallel, silence, memory, fault_sites,
          exact_numbers, build_flags, dependencies, bounds, sizes, openings, names, listed, state, no_state]

# ---- does each check fire? (check, file, text appended to it) ----

LONG = "static void long_one(void)\n{\n" + "    ;\n" * 90 + "}\n"
PLANTS = [
    ("directly", wall, {"src/scoring/points.c": '#include "model/truth/provenance.h"\n'}),
    ("directly, from a header", wall, {"src/consequences/lists.h": '#include "ledger/ledger.h"\n'}),
    ("through another header", wall, {"src/core/planted.h": '#include "conduct/conduct.h"\n',
                                      "src/scoring/score.h": '#include "core/planted.h"\n'}),
    ("through two others", wall, {"src/core/planted.h": '#include "core/second.h"\n',
                                  "src/core/second.h": '  #  include "sim/sim.h"\n',
                                  "src/consequences/planted.c": '#include "core/planted.h"\n'}),
    ("from recourse", wall, {"src/recourse/planted.c": '#include "model/truth/provenance.h"\n'}),
    ("", stages, {"src/conduct/planted.c": '#include "scoring/score.h"\n'}),
    ("", layers, {"src/core/planted.c": '#include "population/population.h"\n'}),
    ("", front_door, {"src/cli/run.c": '#include "core/text.h"\n'}),
    ("", tables, {"src/report/planted.c": 'const char *q = "SELECT * FROM daily";\n'}),
    ("", queries, {"src/results/planted.c": "void f(void) { cs_query q = {.metric = 1, .list = -1}; }\n"}),
    ("within another", queries, {"src/results/planted.c": "a = (b){{.metric = 3, .band = -1}, 0};\n"}),
    ("", one_parallel, {"src/sim/planted.c": "#pragma omp parallel\n"}),
    ("by printing", silence, {"src/core/planted.c": 'void f(void) { printf("x"); }\n'}),
    ("by ending", silence, {"src/core/planted.c": "void f(void) { exit(1); }\n"}),
    ("", memory, {"src/core/planted.c": "void *p = malloc(3);\n"}),
    ("", fault_sites, {"src/results/planted.c": "int f(void) { return sqlite3_step(s); }\n"}),
    ("", exact_numbers, {"src/population/planted.c": "double x = exp(1.0);\n"}),
    ("", build_flags, {"meson.build": "add_project_arguments('-ffast-math', language: 'c')\n"}),
    ("", dependencies, {"meson.build": "gsl = dependency('gsl')\n"}),
    ("", bounds, {"src/observation/planted.c": "#include <curl/curl.h>\n"}),
    ("as a socket", bounds, {"src/report/planted.c": "#include <sys/socket.h>\n"}),
    ("on all addresses", bounds, {"src/serve/listen.c": "int x = INADDR_ANY;\n"}),
    ("calling out", bounds, {"src/serve/listen.c": "void f(void) { connect(1, x, 2); }\n"}),
    ("on a function", sizes, {"src/core/planted.c": LONG}),
    ("on a file", sizes, {"src/core/planted.c": "int x;\n" * 700}),
    ("", openings, {"src/core/planted.c": "int x;\n"}),
    ("", names, {"src/core/planted.c": "void loose(void)\n{\n}\n"}),
    ("", state, {"src/sim/block.h": "typedef struct cs_planted { int planted; } cs_message;\n"}),
    ("", listed, {"src/core/planted.c": "int x;\n"}),
]


def copy_tree(target):
    """What the checks read, without what others built."""
    for name in ("src", "tests", "include", "scripts", "data", "scenarios", "bench"):
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "meson.build", target)


def fires(tree, check, plant):
    """Whether the check finds what was planted and did not find it before."""
    before, kept = set(check(tree)), {}
    for name, text in plant.items():
        path = tree / name
        kept[path] = path.read_text() if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((kept[path] or "") + text)
    after = set(check(tree))
    for path, text in kept.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    return bool(after - before)


def main(wanted):
    checks = [c for c in CHECKS if not wanted or c.__name__ in wanted]
    plants = [p for p in PLANTS if p[1] in checks]
    print(f"1..{len(checks) + len(plants)}")
    number = bad = 0

    def tell(good, name, lines=()):
        nonlocal number, bad
        number, bad = number + 1, bad + (not good)
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        for line in lines:
            print(f"# {line}")

    for check in checks:
        problems = check(ROOT)
        tell(not problems, check.__doc__.strip().rstrip("."), problems)
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        copy_tree(tree)
        for how, check, plant in plants:
            tell(fires(tree, check, plant), f"{check.__name__} finds a planted fault {how}".strip())
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
