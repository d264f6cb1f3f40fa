#!/usr/bin/env python3
"""The served page's interface: what it answers, whom it refuses, and that nothing a client does stops it.

Speaks TAP. COUNTERSCORE names the program; COUNTERSCORE_REQUESTS how many malformed requests (10000).
Run: tests/serve/test_serve.py [CASE...]
"""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = os.path.abspath(os.environ.get("COUNTERSCORE", ROOT / "build" / "counterscore"))
REQUESTS = int(os.environ.get("COUNTERSCORE_REQUESTS", "10000"))
ENVIRONMENT = {**os.environ, "LC_ALL": "C", "OMP_WAIT_POLICY": "passive"}
SMALL = {"scenario": "city-points", "persons": 3000, "replicates": 2}
LONG = {"scenario": "city-points", "persons": 500000, "replicates": 200}
WAIT = 300 # seconds; whatever takes that long does not happen


def command(*words):
    done = subprocess.run([PROGRAM, *map(str, words)], env=ENVIRONMENT, text=True, capture_output=True,
                          timeout=WAIT, check=False)
    assert done.returncode == 0, f"{words}: exit {done.returncode}: {done.stderr}"
    return done.stdout


class Server:
    """The program, serving, with a temporary folder of its own."""

    def __init__(self, *words):
        self.room = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen([PROGRAM, "serve", *map(str, words)], text=True,
                                        env={**ENVIRONMENT, "TMPDIR": self.room.name},
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.process.stderr.read()
        self.port = int(self.address.rstrip("/").rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)
            code = self.process.wait(timeout=WAIT)
            words = self.process.stderr.read()
            assert code == 0, f"serve ended with {code}: {words}"
            assert not words, words
            assert os.listdir(self.room.name) == [], f"left behind: {os.listdir(self.room.name)}"
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.room.cleanup()

    def ask(self, method, path, body=None, **headers):
        """(status, headers, bytes); headers with _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        if method == "POST" and "Content-Type" not in sent:
            sent["Content-Type"] = "application/json"
        connection.request(method, path, body=body, headers=sent)
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        return reply.status, dict(reply.getheaders()), content

    def get(self, path, status=200):
        got, _, content = self.ask("GET", path)
        assert got == status, f"GET {path}: {got}, not {status}: {content[:300]}"
        return json.loads(content)

    def refused(self, status, code, method, path, body=None, **headers):
        got, _, content = self.ask(method, path, body, **headers)
        assert got == status, f"{method} {path}: {got}, not {status}: {content[:300]}"
        error = json.loads(content)["error"]
        assert error["code"] == code, f"{method} {path}: {error}"
        assert len(error["message"]) > 10, error
        return error

    def start(self, asked):
        status, _, content = self.ask("POST", "/api/v1/runs", asked)
        assert status == 202, f"{status}: {content[:300]}"
        return json.loads(content)

    def end(self, run):
        until = time.monotonic() + WAIT
        while run["state"] in ("waiting", "running"):
            assert time.monotonic() < until, run
            time.sleep(0.02)
            run = self.get(f"/api/v1/runs/{run['id']}")
        return run

    def drop(self, run):
        path = f"/api/v1/runs/{run['id']}"
        if self.ask("DELETE", path)[0] == 200 and run["state"] not in ("done", "cancelled", "failed"):
            self.end(self.get(path))
            self.ask("DELETE", path)

    def works(self):
        assert self.get("/api/v1/program")["program"] == "counterscore"


def raw(server, data, read=True):
    """Send bytes, return what comes until the other side ends or is silent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT) as wire:
        got = b""
        try:
            wire.sendall(data)
            wire.shutdown(socket.SHUT_WR)
            while read:
                more = wire.recv(65536)
                if not more:
                    break
                got += more
        except OSError:
            pass
        return got


def events(server, run, most=10000):
    """(name, data) of the events of a run, until the stream ends."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=WAIT)
    connection.request("GET", f"/api/v1/runs/{run['id']}/events")
    reply = connection.getresponse()
    assert reply.status == 200 and reply.getheader("Content-Type").startswith("text/event-stream")
    name, data, found = "", [], []
    for line in reply:
        line = line.decode().rstrip("\n")
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            data.append(line[6:])
        elif not line and name:
            found.append((name, json.loads("\n".join(data))))
            name, data = "", []
            if len(found) >= most:
                break
    connection.close()
    return found


# ---- cases ----

def test_page():
    """the page, its policy, and its files"""
    with Server() as server:
        status, headers, content = server.ask("GET", "/")
        assert status == 200 and b"<!DOCTYPE html>" in content
        policy = headers["Content-Security-Policy"]
        for word in ("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"):
            assert word in policy, policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        for path, kind in (("/explorer.css", "text/css"), ("/explorer.js", "text/javascript")):
            status, headers, content = server.ask("GET", path)
            assert status == 200 and headers["Content-Type"].startswith(kind) and content
            again = server.ask("GET", path, If_None_Match=headers["ETag"])
            assert again[0] == 304 and again[2] == b"", again
        status, headers, content = server.ask("HEAD", "/")
        assert status == 200 and content == b""
        assert server.ask("GET", "/api/v1/program")[1]["Cache-Control"] == "no-store"


def test_library():
    """the program, the bundled scenarios, and what one says"""
    with Server() as server:
        program = server.get("/api/v1/program")
        assert program["quick_persons"] == 65536 and program["limits"]["body_bytes"] == 1 << 20
        assert program["opened"] is None
        assert server.get("/api/v1/openapi.json") == json.loads((ROOT / "docs" / "openapi.json").read_text())
        heads = server.get("/api/v1/scenarios")["scenarios"]
        listed = command("list")
        assert len(heads) > 5 and all(head["name"] in listed for head in heads)
        for head in heads:
            one = server.get(f"/api/v1/scenarios/{head['name']}")
            assert one["text"] == command("show", head["name"]), head["name"]
        server.refused(404, "not_found", "GET", "/api/v1/scenarios/nowhere")
        plain = json.loads(server.ask("POST", "/api/v1/model", {"scenario": "city-points"})[2])
        changed = json.loads(server.ask("POST", "/api/v1/model",
                                        {"scenario": "city-points", "safeguards": ["expiry"]})[2])
        assert plain["hash"] != changed["hash"]
        assert [s["on"] for s in changed["safeguards"] if s["name"] == "expiry"] == [True]
        wrong = server.refused(422, "scenario", "POST", "/api/v1/model", {"text": "title: x\nnonsense: 1\n"})
        assert wrong["complaints"][0]["file"] == "scenario.yaml" and wrong["complaints"][0]["line"] >= 1


def test_same_results():
    """a run has the hash, the report and the text of the same run at the command line"""
    with Server() as server, tempfile.TemporaryDirectory() as folder:
        asked = {**SMALL, "sets": ["horizon=1 year"], "safeguards": ["expiry"], "worlds": ["heard"]}
        run = server.end(server.start(asked))
        assert run["state"] == "done" and run["worlds"] == ["base", "heard"], run
        assert run["finished"] == run["rows"] == 4 and run["share"] == 1
        own, fetched = pathlib.Path(folder, "own.db"), pathlib.Path(folder, "fetched.db")
        command("compare", "city-points", "--persons", 3000, "--replicates", 2, "--set", "horizon=1 year",
                "--with", "expiry", "--safeguards", "heard", "-o", own, "-q")
        path = f"/api/v1/runs/{run['id']}"
        fetched.write_bytes(server.ask("GET", f"{path}/results.db")[2])
        assert command("hash", own).strip() == run["result_hash"]
        assert command("hash", fetched).strip() == run["result_hash"]
        assert json.loads(command("report", fetched, "--data")) == server.get(f"{path}/report")
        page = pathlib.Path(folder, "page.html")
        command("report", fetched, "-o", page)
        assert server.ask("GET", f"{path}/report.html")[2] == page.read_bytes()
        command("export", fetched, pathlib.Path(folder, "csv"))
        tables = server.get(f"{path}/tables")["tables"]
        written = {p.stem for p in pathlib.Path(folder, "csv").glob("*.csv")}
        assert set(tables) == written, set(tables) ^ written
        for name in tables:
            same = pathlib.Path(folder, "csv", f"{name}.csv").read_bytes()
            assert server.ask("GET", f"{path}/tables/{name}.csv")[2] == same, name
        text = server.ask("GET", f"{path}/scenario.yaml")[2].decode()
        again = server.end(server.start({"text": text}))
        assert again["state"] == "done" and again["persons"] == 3000, again
        people = server.get(f"{path}/people")
        assert people["persons"] == 3000 and people["people"]
        person = server.get(f"{path}/people/{people['people'][0]['person']}")
        assert [world["world"] for world in person["worlds"]] == ["base", "heard"]
        server.refused(404, "not_tracked", "GET", f"{path}/people/4000000000")
        minus = server.get(f"{path}/minus/{run['id']}")
        assert minus["paired"] and minus["figures"]


def test_events():
    """the events of a run: how it is, its reports, its end"""
    with Server() as server:
        run = server.start({**SMALL, "persons": 60000, "replicates": 6})
        found = events(server, run)
        names = [name for name, _ in found]
        assert names[0] == "run" and names[-1] == "end" and names.count("end") == 1, names
        assert found[-1][1]["state"] == "done"
        reports = [data for name, data in found if name == "report"]
        assert reports and reports[-1] == server.get(f"/api/v1/runs/{run['id']}/report")
        shares = [data["share"] for name, data in found if name == "run"]
        assert shares == sorted(shares) and shares[-1] == 1
        late = events(server, run)
        assert [name for name, _ in late][-2:] == ["report", "end"], late


def test_closed_stream():
    """a run goes on when whoever watched it has gone"""
    with Server() as server:
        run = server.start({**SMALL, "persons": 60000, "replicates": 4})
        assert events(server, run, most=1)
        run = server.end(run)
        assert run["state"] == "done" and run["finished"] == 4, run


def test_partial_report():
    """a report of what is finished while the run goes on, and 409 before anything is"""
    with Server() as server:
        run = server.start({**LONG, "persons": 40000})
        path = f"/api/v1/runs/{run['id']}"
        while server.get(path)["finished"] < 2:
            time.sleep(0.02)
        report = server.get(f"{path}/report")
        assert report["sections"] and server.get(path)["state"] == "running"
        assert server.get(f"{path}/people")["persons"] == 40000
        server.refused(409, "not_yet", "GET", f"{path}/results.db")
        server.ask("DELETE", path)
        run = server.end(server.get(path))
        assert run["state"] == "cancelled" and run["finished"] >= 2, run
        assert server.get(f"{path}/report")["sections"]
        assert server.ask("GET", f"{path}/results.db")[0] == 200


def test_ends_though_it_is_read():
    """a run ends however many read what is finished of it, and whoever asks then is answered"""
    with Server("--threads", 2) as server:
        run = server.start({**SMALL, "replicates": 6})
        path, answers, late = f"/api/v1/runs/{run['id']}", set(), []
        over = threading.Event()

        def read(what):
            while not over.is_set():
                everything = run["share"] == 1  # nothing is computed any more, and readers wait for the end
                answer = server.ask("GET", f"{path}/{what}")[0]
                answers.add(answer)
                if answer == 200 and everything:
                    late.append(what)
                time.sleep(0.005)  # four of them hold the file together all the same
        threads = [threading.Thread(target=read, args=(what,), daemon=True)
                   for what in ("people", "people", f"minus/{run['id']}", "tables/acts.csv")]
        for thread in threads:
            thread.start()
        let_in = 0  # so many began when all was computed, and were answered before the run's end
        while run["state"] in ("waiting", "running") and not let_in:
            before = len(late)
            run.update(server.get(path))
            if run["state"] == "running":
                let_in = before
            time.sleep(0.02)
        over.set()
        for thread in threads:
            thread.join(timeout=WAIT)
        assert let_in == 0, "the end of the run waits for those who read, as long as others come"
        assert run["state"] == "done" and answers <= {200, 409}, (run, answers)


def test_forgotten_while_wanted():
    """nobody waits for ever for the report of a run that is forgotten"""
    with Server() as server:
        big = server.end(server.start({**SMALL, "persons": 6000, "replicates": 8, "worlds": ["expiry", "heard"]}))
        runs = [server.end(server.start({**SMALL, "seed": seed})) for seed in (1, 2)]
        path = "/api/v1/runs/"
        ends = {}

        def wait(name, act):
            try:
                ends[name] = act()
            except AssertionError:
                ends[name] = 404  # it was forgotten before it was asked for
        threads = [threading.Thread(target=wait, args=words, daemon=True) for words in (
            ("big", lambda: server.ask("GET", f"{path}{big['id']}/report")[0]),
            ("report", lambda: server.ask("GET", f"{path}{runs[0]['id']}/report")[0]),
            ("stream", lambda: events(server, runs[1])[-1][0]))]
        for thread in threads:
            thread.start()
            time.sleep(0.02)
        for run in runs:
            assert server.ask("DELETE", path + run["id"])[0] == 200
        for thread in threads:
            thread.join(timeout=WAIT)
        assert ends.get("big") == 200 and ends.get("report") in (200, 404) and ends.get("stream") in ("end", 404), ends


def test_queue():
    """the queue has an end; waiting and running ones are stopped, ended ones forgotten"""
    with Server() as server:
        first = server.start(LONG)
        while server.get(f"/api/v1/runs/{first['id']}")["state"] == "waiting":
            time.sleep(0.02)
        waiting = [server.start(LONG) for _ in range(8)]
        server.refused(429, "busy", "POST", "/api/v1/runs", LONG)
        server.refused(409, "not_yet", "GET", f"/api/v1/runs/{waiting[0]['id']}/report")
        ids = [run["id"] for run in server.get("/api/v1/runs")["runs"]]
        assert ids == [run["id"] for run in reversed([first, *waiting])], ids
        for run in waiting:
            status, _, content = server.ask("DELETE", f"/api/v1/runs/{run['id']}")
            assert status == 200 and json.loads(content)["state"] == "cancelled", content
        server.ask("DELETE", f"/api/v1/runs/{first['id']}")
        assert server.end(server.get(f"/api/v1/runs/{first['id']}"))["state"] == "cancelled"
        for run in [first, *waiting]:
            server.ask("DELETE", f"/api/v1/runs/{run['id']}")
            server.refused(404, "not_found", "GET", f"/api/v1/runs/{run['id']}")
        assert server.get("/api/v1/runs")["runs"] == []
        assert len(os.listdir(next(pathlib.Path(server.room.name).iterdir()))) == 0


def test_who_may_ask():
    """another host, another origin, another site"""
    with Server() as server:
        port = server.port
        for host in ("example.org", f"example.org:{port}", "127.0.0.1", f"127.0.0.1:{port + 1}", f"[::1]:{port}",
                     f"127.0.0.1:{port}.example.org", f"localhost.example.org:{port}", ""):
            server.refused(403, "forbidden", "GET", "/api/v1/program", Host=host)
            server.refused(403, "forbidden", "POST", "/api/v1/runs", SMALL, Host=host)
        assert server.ask("GET", "/api/v1/program", Host=f"localhost:{port}")[0] == 200
        two = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: example.org\r\nConnection: close\r\n\r\n"
        assert b" 403 " in raw(server, two.encode()).split(b"\r\n")[0]
        for origin in ("http://example.org", "null", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"):
            server.refused(403, "forbidden", "GET", "/api/v1/program", Origin=origin)
            server.refused(403, "forbidden", "POST", "/api/v1/model", {"scenario": "city-points"}, Origin=origin)
            server.refused(403, "forbidden", "DELETE", "/api/v1/runs/r1", Origin=origin)
        assert server.ask("GET", "/api/v1/program", Origin=f"http://127.0.0.1:{port}")[0] == 200
        for site in ("cross-site", "same-site"):
            server.refused(403, "forbidden", "GET", "/api/v1/program", Sec_Fetch_Site=site)
        assert server.ask("GET", "/api/v1/program", Sec_Fetch_Site="same-origin")[0] == 200
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""):
            server.refused(415, "bad_request", "POST", "/api/v1/runs", SMALL, Content_Type=kind)
        assert server.get("/api/v1/runs")["runs"] == []
        assert not any(name.lower().startswith("access-control") for name in server.ask("GET", "/")[1])


def test_addresses():
    """only what is in the table is there, and only with its methods"""
    with Server() as server:
        for path in ("/nowhere", "/api/v1/", "/api/v1/runs/", "/api/v1/runs/r9", "/../etc/passwd",
                     "/explorer.js/../../etc/passwd", "/%2e%2e/etc/passwd", "/api/v1/scenarios/../program",
                     "/api/v1/scenarios/%2e%2e", "/api/v1/scenarios/city-points%00", "//", "/explorer.ts",
                     "/api/v1/runs/r1/tables/../../x.csv", "/api/v1/scenarios/" + "a" * 70,
                     "/api/v1/runs/r1/tables/%2fetc%2fpasswd.csv"):
            server.refused(404, "not_found", "GET", path)
        server.refused(414, "too_large", "GET", "/" + "a" * 3000)
        server.refused(405, "method", "DELETE", "/")
        server.refused(405, "method", "PUT", "/api/v1/runs", "x")
        server.refused(405, "method", "OPTIONS", "/api/v1/runs")
        server.refused(405, "method", "GET", "/api/v1/model")


def test_bodies():
    """what may be in a request, and how much"""
    with Server() as server:
        def bad(status, code, body):
            server.refused(status, code, "POST", "/api/v1/runs", body)
        for body in (b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"scenario": 1}', b'{"scenario":"city-points"} x',
                     b'{"scenario":"city-points","scenario":"city-points"}'):
            bad(400, "bad_request", body)
        bad(400, "bad_request", b"[" * 5000)
        bad(400, "bad_request", {"scenario": "city-points", "nonsense": 1})
        bad(400, "bad_request", {"scenario": "city-points", "text": "title: x"})
        bad(400, "bad_request", {**SMALL, "persons": -1})
        bad(400, "bad_request", {**SMALL, "persons": 10 ** 12})
        bad(400, "bad_request", {**SMALL, "quick": "yes"})
        bad(400, "bad_request", {**SMALL, "safeguards": ["expiry+heard"]})
        bad(404, "not_found", {"scenario": "/etc/passwd"})
        bad(404, "not_found", {"scenario": "scenarios/city-points.yaml"})
        bad(422, "usage", {**SMALL, "worlds": ["nonsense"]})
        bad(422, "usage", {**SMALL, "safeguards": ["expiry"], "worlds": ["expiry"]})
        bad(422, "scenario", {**SMALL, "sets": ["nonsense=1"]})
        for file in ("/etc/passwd", "../city-points.yaml", str(ROOT / "scenarios" / "city-points.yaml")):
            bad(422, "scenario", {"text": f"extends: {file}\ntitle: x\n"})
        bad(413, "too_large", {**SMALL, "worlds": ["expiry"] * 17})
        bad(413, "too_large", {"text": "extends: city-points\npopulation: {persons: 3_000_000_000}\n"})
        bad(413, "too_large", {"text": "extends: city-points\nreplicates: 1\npopulation: {persons: 50_000_000}\n"})
        bad(413, "too_large", {"scenario": "city-points", "persons": 20000000, "replicates": 10000})
        bad(413, "too_large", {"text": "x" * (1 << 20)})
        head = f"POST /api/v1/runs HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/json\r\n"
        assert b" 413 " in raw(server, (head + "Content-Length: 9999999999\r\n\r\n{").encode())[:20]
        chunked = (head + "Transfer-Encoding: chunked\r\n\r\n").encode() + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 20
        assert b" 413 " in raw(server, chunked + b"0\r\n\r\n")[:20]
        endless = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"
        with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT) as wire:
            wire.sendall((head + "Transfer-Encoding: chunked\r\n\r\n").encode())
            try:
                for _ in range(64):
                    wire.sendall(endless)
                raise AssertionError("a body without an end is taken")
            except ConnectionError:
                pass
        assert server.get("/api/v1/runs")["runs"] == []
        run = server.end(server.start({"scenario": "city-points", "quick": True}))
        assert run["persons"] == 65536 and run["replicates"] == 1 and run["quick"] is True, run


def test_quick():
    """a quick look that needs more people than a block has them all, on no more threads than were allowed"""
    text = ("title: Large\nabout: A list longer than a block.\nhorizon: 20 days\npopulation: {persons: 90000}\n"
            "conduct: {owe: {rate: 1 per year}}\nsensors: {court: {kind: registry, sees: owe}}\n"
            "lists: {debtors: {enter: {record: owe, initial: 70000}, leave: {after: 2 years}}}\n")
    with Server("--threads", 3) as server:
        small = server.end(server.start({"scenario": "city-points", "quick": True, "sets": ["horizon=20 days"]}))
        large = server.end(server.start({"text": text, "quick": True}))
        assert (small["persons"], large["persons"]) == (65536, 90000), large
        for run in (small, large):
            file = pathlib.Path(server.room.name, "fetched.db")
            file.write_bytes(server.ask("GET", f"/api/v1/runs/{run['id']}/results.db")[2])
            with contextlib.closing(sqlite3.connect(file)) as results:
                threads = results.execute("SELECT value FROM meta WHERE key = 'threads'").fetchone()[0]
            file.unlink()
            assert int(threads) == 3, f"{run['title']}: {threads} threads"


MUTANTS = [b"GET / HTTP/1.1", b"POST /api/v1/runs HTTP/1.1", b"DELETE /api/v1/runs/r1 HTTP/1.1", b"Host: %H",
           b"Host: 127.0.0.1", b"Content-Type: application/json", b"Content-Length: 20", b"Content-Length: -1",
           b"Content-Length: 99999999999999999999", b"Transfer-Encoding: chunked", b"Origin: null", b"Expect: 100-continue",
           b"Connection: upgrade", b"Range: bytes=0-", b'{"scenario":"city-points","quick":1}', b"5\r\nabcde\r\n0\r\n",
           b"GET /api/v1/runs/%00/report HTTP/1.1", b"HEAD /api/v1/runs/r1/events HTTP/1.1", b"\x00\xff", b"A" * 9000]


def mutant(chance, port):
    if chance.random() < 0.2:
        return chance.randbytes(chance.randrange(1, 400))
    lines = [chance.choice(MUTANTS).replace(b"%H", b"127.0.0.1:%d" % port) for _ in range(chance.randrange(1, 7))]
    data = bytearray(chance.choice([b"\r\n", b"\r\n", b"\n"]).join(lines) + chance.choice([b"", b"\r\n", b"\r\n\r\n"]))
    for _ in range(chance.randrange(0, 4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def test_malformed():
    """malformed requests by the thousand leave it working"""
    with Server() as server:
        def throw(seed):
            chance = random.Random(seed)
            for _ in range(REQUESTS // 4):
                raw(server, mutant(chance, server.port), read=False)
        threads = [threading.Thread(target=throw, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        server.works()


def test_idle():
    """a thousand silent connections keep nobody out"""
    with Server() as server:
        run = server.start({**SMALL, "persons": 60000, "replicates": 2})
        idle = []
        for i in range(1000):
            wire = socket.create_connection(("127.0.0.1", server.port), timeout=WAIT)
            if i % 2:
                wire.sendall(b"GET / HTTP/1.1\r\nHo")
            idle.append(wire)
        server.works()
        assert server.end(run)["state"] == "done"
        for wire in idle:
            wire.close()
        server.works()


def test_opened():
    """a results file to begin with, and a study file"""
    with tempfile.TemporaryDirectory() as folder:
        results, study = pathlib.Path(folder, "r.db"), pathlib.Path(folder, "s.db")
        command("run", "city-points", "--persons", 3000, "--replicates", 2, "--with", "expiry", "-o", results, "-q")
        command("study", ROOT / "tests" / "study" / "town.yaml", "-o", study, "--quiet")
        before = results.read_bytes()
        with Server("-r", results) as server:
            opened = server.get("/api/v1/program")["opened"]
            run = server.get(f"/api/v1/runs/{opened}")
            assert run["state"] == "done" and run["kind"] == "run" and run["safeguards"] == ["expiry"], run
            assert run["result_hash"] == command("hash", results).strip()
            report = server.get(f"/api/v1/runs/{opened}/report")
            assert report == json.loads(command("report", results, "--data"))
            _, headers, page = server.ask("GET", f"/api/v1/runs/{opened}/report.html")
            policy = headers["Content-Security-Policy"]
            for word in ("default-src 'none'", "script-src 'sha256-", "connect-src 'none'", "frame-ancestors 'none'"):
                assert word in policy, policy
            assert policy.split("; frame-ancestors")[0].encode() in page and "unsafe" not in policy, policy
            assert headers["Content-Disposition"].startswith("inline; filename="), headers
            server.refused(409, "usage", "DELETE", f"/api/v1/runs/{opened}")
        assert results.read_bytes() == before
        with Server("-r", study) as server:
            opened = server.get("/api/v1/program")["opened"]
            assert server.get(f"/api/v1/runs/{opened}")["kind"] == "study"
            report = server.get(f"/api/v1/runs/{opened}/report")
            assert report == json.loads(command("report", study, "--data"))
            assert [name for name, _ in events(server, {"id": opened})] == ["run", "report", "end"]
            for path in ("people", "people/1", f"minus/{opened}", "tables"):
                server.refused(409, "usage", "GET", f"/api/v1/runs/{opened}/{path}")


def test_emptied():
    """something empties the place of temporary files while it serves: said, and no run fails for it"""
    with Server() as server:
        run = server.end(server.start(SMALL))
        [folder] = os.listdir(server.room.name)
        shutil.rmtree(pathlib.Path(server.room.name, folder))
        error = server.refused(404, "not_found", "GET", f"/api/v1/runs/{run['id']}/results.db")
        assert "gone" in error["message"] and "run it again" in error["message"], error
        server.refused(404, "not_found", "GET", f"/api/v1/runs/{run['id']}")
        again = server.end(server.start(SMALL))
        assert again["state"] == "done" and again["result_hash"] == run["result_hash"], again
        assert os.stat(pathlib.Path(server.room.name, folder)).st_mode & 0o777 == 0o700
        os.unlink(pathlib.Path(server.room.name, folder, f"{again['id']}.db"))
        server.refused(404, "not_found", "GET", f"/api/v1/runs/{again['id']}/people")
        shutil.rmtree(pathlib.Path(server.room.name, folder))
        pathlib.Path(server.room.name, folder).symlink_to("/")
        failed = server.end(server.start(SMALL))
        assert failed["state"] == "failed" and "not a folder of this user alone" in failed["error"], failed
        os.unlink(pathlib.Path(server.room.name, folder))


def test_ends():
    """Ctrl-C and SIGTERM end it, with a run and a stream on their way, and leave no folder; a taken port is told"""
    for number in (signal.SIGINT, signal.SIGTERM):
        with Server() as server:
            run = server.start(LONG)
            watcher = threading.Thread(target=events, args=(server, run))
            watcher.start()
            while server.get(f"/api/v1/runs/{run['id']}")["state"] == "waiting":
                time.sleep(0.02)
            assert len(os.listdir(server.room.name)) == 1
            mode = os.stat(pathlib.Path(server.room.name, os.listdir(server.room.name)[0])).st_mode & 0o777
            assert mode == 0o700, oct(mode)
            server.process.send_signal(number)
            server.process.wait(timeout=WAIT)
            watcher.join()
    with Server() as server:
        other = subprocess.run([PROGRAM, "serve", "--port", str(server.port)], env=ENVIRONMENT, text=True,
                               capture_output=True, timeout=WAIT, check=False)
        assert other.returncode == 1 and f"port {server.port}" in other.stderr, other


def main(wanted):
    cases = [(name[5:], case) for name, case in globals().items() if name.startswith("test_")]
    cases = [case for case in cases if not wanted or case[0] in wanted]
    print(f"1..{len(cases)}")
    bad = 0
    for number, (_, case) in enumerate(cases, 1):
        try:
            case()
            print(f"ok {number} - {case.__doc__}", flush=True)
        except Exception as error:  # pylint: disable=broad-except
            bad += 1
            print(f"not ok {number} - {case.__doc__}")
            for line in f"{type(error).__name__}: {error}".splitlines():
                print(f"# {line}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
