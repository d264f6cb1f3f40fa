#!/usr/bin/env python3
"""Mistakes in a call, and the sentence that is said of each: files in the wrong place, words there are not,
studies that are others, folders that are missing.

Speaks TAP. COUNTERSCORE names the program. Run: tests/cli/test_mistakes.py [CASE...]
"""

import os
import pathlib
import sys

from test_cli import FAILED, INPUT, OK, SMALL, accepted, call, listing, main, made_results, refused, wants

FEW = ["city-points", "--persons=1000", "--set=horizon=90 days", "-q"]
MOVES = ["sensitivity", *FEW, "--parameters=sensors.*.misses"]


def made_study(path="x.study", *words):
    accepted(call(*MOVES, "--samples=2", "-o", path, *words))
    return path


def plain(answer, *pieces):
    """One sentence, with no excerpt and no byte that is not text."""
    refused(answer, INPUT, *pieces)
    wants("^" not in answer.err and answer.err.count("\n") == 1 and answer.err.isascii(), answer)


def a_file_in_the_wrong_place_is_named():
    made_results("r.db", "--checkpoint=90")
    made_study()
    pathlib.Path("city.yaml").write_text(call("show", "city-points").out)
    here = {"r.db": "holds the results of a run", "r.db.day90": "is a checkpoint", "x.study": "came of a study",
            "city.yaml": "is a scenario", "city-points": "is a scenario", "matching-rules": "is a study"}
    fits = {"run": {"city.yaml", "city-points"}, "verify": {"city.yaml", "city-points"},
            "check": {"city.yaml", "city-points", "matching-rules"}, "explain": {"r.db"},
            "report": {"r.db", "x.study"}, "hash": {"r.db", "x.study"}, "export": {"r.db", "x.study"},
            "merge": {"x.study"}, "branch": {"r.db.day90"}, "study": {"matching-rules"}}
    for command, good in fits.items():
        for name, said in here.items():
            if name in good or (command, name) == ("study", "city.yaml"):
                continue
            more = {"export": ["out"], "explain": [], "report": [], "hash": [], "verify": [], "check": []}
            answer = call(command, name, *more.get(command, ["-o", "new.db"]))
            plain(answer, f"{name} is not a", said)
            wants(not {"new.db", "out", "report.html"} & set(listing()), listing())
    refused(call("study", "city.yaml", "-o", "new.db"), INPUT, "is a scenario and no study")
    pathlib.Path("photo.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\xff\xfe" * 20)
    answer = call("run", "photo.yaml", "-o", "new.db")
    wants(answer.code == INPUT and "\x89" not in answer.err and "|" not in answer.err, answer)


def check_reads_studies():
    accepted(call("check", "matching-rules"), "no mistakes", "18 points", "144 rows")
    pathlib.Path("ms.yaml").write_text(call("show", "matching-rules").out.replace("figures:", "figurs:"))
    refused(call("check", "ms.yaml"), INPUT, "ms.yaml:", "did you mean `figures`?", "^")
    refused(call("check", "matching-rules", "--set=replicates=none"), INPUT, "--set:1:12")


def a_branch_says_what_it_is_and_what_is_wrong():
    made_results("r.db", "--checkpoint=90 days")
    answer = call("branch", "r.db.day90", "-o", "a.db", "-q", "--set=sensors.bank.misses=50 %")
    accepted(answer, "On from day 90, kept in r.db.day90", "sensors.bank.misses = 50 %")
    accepted(call("branch", "r.db.day90", "-o", "b.db", "-q"), "On from day 90, kept in r.db.day90, as it was.")
    for wrong, said in (("population.persons=4000", "may change what is recorded"),
                        ("sensors.bnak.misses=4", "did you mean `bank`?"),
                        ("score.base=4", "it may change numbers: rates")):
        answer = call("branch", "r.db.day90", "-o", "c.db", f"--set={wrong}")
        refused(answer, INPUT, "--set:1:", said)
        wants("with safeguard" not in answer.err and "expiry" not in answer.err, answer)
    whole = pathlib.Path("r.db.day90").read_bytes()
    for length in (300, 20000, len(whole) - 1):
        pathlib.Path("half").write_bytes(whole[:length])
        answer = call("branch", "half", "-o", "c.db")
        wants(answer.code == INPUT and ("is cut short: it has" in answer.err or "checksum" in answer.err), answer)


def days_and_shares_as_people_write_them():
    for word, day in (("1 year", 365), ("90 days", 90), ("90", 90), ("13 weeks", 91)):
        accepted(call("run", *SMALL[1:2], "city-points", "--replicates=1", "-o", "r.db", "--force", "-q",
                      f"--checkpoint={word}=kept"))
        accepted(call("branch", "kept", "-o", "b.db", "--force", "-q"), f"On from day {day}, ")
    for word in ("soon", "0", "-1", "1.5 days", "200 years", "3 %"):
        refused(call("run", "city-points", "-o", "n.db", f"--checkpoint={word}"), INPUT, "'90 days' or '1 year'")
    fit = ["calibrate", "city-points", "--persons=500", "--replicates=1", "-q", "--tries=3", "--method=abc",
           "--free=conduct.judgment_default.rate"]
    told = [accepted(call(*fit, f"--tolerance={word}")).out for word in ("0.05", "5%", "5 %")]
    wants(told[0] == told[1] == told[2] and "within 5 %" in told[0], told)
    for word in ("0", "-5%", "5 percent", "%", "nan"):
        refused(call(*fit, f"--tolerance={word}"), INPUT, "--tolerance is")


def another_study_is_told_by_what_differs():
    made_study()
    before = pathlib.Path("x.study").read_bytes()
    plain(call("prior", *FEW, "--draws=8", "-o", "x.study"), "a sensitivity analysis (morris)", "draws from the ranges",
          "what moves it")
    plain(call(*MOVES, "--samples=3", "-o", "x.study"), '"samples": 2', '"samples": 3')
    plain(call(*MOVES, "--samples=2", "--persons=900", "-o", "x.study"), '"persons": 1000', '"persons": 900')
    plain(call(*MOVES, "--samples=2", "--seed=9", "-o", "x.study"), "as its seed", "9")
    plain(call(*MOVES, "--samples=2", "--effect=expiry", "-o", "x.study"), "points")
    wants(pathlib.Path("x.study").read_bytes() == before, "the study was touched")


def unknown_words_come_with_those_there_are():
    plain(call(*MOVES, "--effect=expriy"), "did you mean `expiry`?", "human_review")
    plain(call("prior", *FEW, "--safeguards=zzz"), "no safeguard `zzz`", "expiry", "human_review")
    plain(call("safeguards", *FEW, "--among=expriy"), "did you mean `expiry`?", "human_review")
    plain(call(*MOVES, "--of=listed_wrongl"), "did you mean `listed_wrongly`?", "counterscore docs")
    plain(call(*MOVES, "--of=zzzzz"), "counterscore docs")
    plain(call("calibrate", *FEW, "--free=zzzzz"), "no parameter with a range", "it has `")
    plain(call("calibrate", *FEW, "--free=sensors.bank.mises"), "did you mean `sensors.bank.misses`?")
    for bound, said in (("<= -5", "no harm is below 0"), ("< 5", "FIGURE <= BOUND"), ("= 5", "FIGURE <= BOUND")):
        refused(call("safeguards", *FEW, f"--keep=wrongful_days {bound}"), INPUT, said)


def folders_that_are_not_there():
    for words in ([*MOVES, "--samples=2"], ["study", "matching-rules"]):
        answer = call(*words, "-o", "nowhere/x.study")
        refused(answer, FAILED, "nowhere/x.study cannot be made", "there is no folder nowhere")
        wants(".workers" not in answer.err, answer)


def merging_never_writes_what_it_reads():
    made_study()
    before = pathlib.Path("x.study").read_bytes()
    os.symlink("x.study", "link")
    os.link("x.study", "hard")
    for inputs, out in ((["x.study"], "./x.study"), (["link"], "x.study"), (["x.study"], "link"), (["x.study"], "hard")):
        for force in ([], ["--force"]):
            plain(call("merge", *inputs, "-o", out, *force), "is one of the files to be merged")
    wants(pathlib.Path("x.study").read_bytes() == before and sorted(listing()) == ["hard", "link", "x.study"], listing())
    wants(call("merge", "x.study", "-o", "y.study").code == OK, "merge")


def a_calibration_says_how_it_was_made():
    words = ["calibrate", "city-points", "--persons=1000", "--replicates=2", "--tries=4", "--seed=7",
             "--set=horizon=90 days", "--free=conduct.judgment_default.rate", "--write=f.yaml"]
    answer = accepted(call(*words))
    head = [line for line in pathlib.Path("f.yaml").read_text().splitlines() if line.startswith("#")]
    told = "\n".join(head)
    for piece in ("1000 persons", "seed 7", "2 replicates", "--set 'horizon=90 days'", "comments were not kept",
                  "--free conduct.judgment_default.rate"):
        wants(piece in told, f"{piece!r} is not in:\n{told}")
    same = "No try was better" in answer.out
    wants(("No try was better" in told) == same and ("values were fitted" in told) != same, told)
    wants("8 runs of 1,000 people each; --persons says how many" in answer.err, answer)


def studies_of_one_scenario_run_fewer_people():
    short = ["--set=horizon=10 days", "--replicates=1"]
    search = ["safeguards", "city-points", *short, "--among=expiry"]
    for more, people in (([], "20,000"), (["--set=population.persons=30000"], "30,000"), (["--persons=21000"], "21,000")):
        answer = accepted(call(*search, *more))
        wants(f"2 runs of {people} people each" in answer.err, answer)
        wants(("the scenario has 1,000,000" in " ".join(answer.out.split())) == (people != "30,000"), answer)
    few = ["prior", "city-points", *short, "--draws=1", "--safeguards=none", "--of=listed_share",
           "--parameters=sensors.bank.misses"]
    wants("2 runs of 10,000 people each" in accepted(call(*few)).err, "prior")
    wants("2 runs of 12,000 people each" in accepted(call(*few, "--set=population.persons=12000")).err, "prior")
    fit = ["calibrate", "city-points", *short, "--tries=1", "--free=conduct.judgment_default.rate"]
    wants("runs of 20,000 people each" in accepted(call(*fit)).err, "calibrate")
    refused(call(*search, "--of=denials cell=region.r1"), INPUT, "--persons 1000000", "scale=1000")


CASES = [a_file_in_the_wrong_place_is_named, check_reads_studies, a_branch_says_what_it_is_and_what_is_wrong,
         days_and_shares_as_people_write_them, another_study_is_told_by_what_differs,
         unknown_words_come_with_those_there_are, folders_that_are_not_there, merging_never_writes_what_it_reads,
         a_calibration_says_how_it_was_made, studies_of_one_scenario_run_fewer_people]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], CASES))
