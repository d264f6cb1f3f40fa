#!/usr/bin/env python3
"""Turn files into C arrays, so that the program needs no file beside it.

usage: embed.py OUT.c PREFIX FILE...

OUT.c defines, for every file NAME.EXT (sorted by name, so the order of the arguments is no matter):
    const unsigned char PREFIX_NAME_EXT[];      the bytes, and one zero after them
    const size_t PREFIX_NAME_EXT_size;          how many bytes, without that zero
and a table of them all, ended by an empty entry (src/core/embedded.h):
    const cs_embedded PREFIX[];                 {"NAME", PREFIX_NAME_EXT, size}
No path of the building machine and no date goes into OUT.c: the same files give the same text.
"""
import os
import re
import sys

BYTES_PER_LINE = 24


def array_text(symbol, content):
    whole = content + b"\0"
    lines = [f"extern const unsigned char {symbol}[];", f"extern const size_t {symbol}_size;",
             f"const unsigned char {symbol}[] = {{"]
    for start in range(0, len(whole), BYTES_PER_LINE):
        lines.append(",".join(map(str, whole[start:start + BYTES_PER_LINE])) + ",")
    lines.append("};")
    lines.append(f"const size_t {symbol}_size = {len(content)};")
    return "\n".join(lines) + "\n\n"


def table_text(prefix, entries):
    lines = [f"extern const cs_embedded {prefix}[];", f"const cs_embedded {prefix}[] = {{"]
    for name, symbol, size in entries:
        lines.append(f'    {{"{name}", {symbol}, {size}}},')
    lines.append("    {0}};")
    return "\n".join(lines) + "\n"


def embed(prefix, paths):
    text = ["/* Written by scripts/embed.py; not to be edited. */\n",
            '#include "core/embedded.h"\n\n']
    entries, taken = [], set()
    for path in sorted(paths, key=lambda path: os.path.splitext(os.path.basename(path))):
        file_name = os.path.basename(path)
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", file_name):
            sys.exit(f"embed.py: {file_name!r}: a name of letters, digits, '-', '_', '.' is wanted")
        symbol = prefix + "_" + re.sub(r"[^A-Za-z0-9]", "_", file_name)
        if symbol in taken:
            sys.exit(f"embed.py: two files would both be {symbol}")
        taken.add(symbol)
        with open(path, "rb") as file:
            content = file.read()
        entries.append((os.path.splitext(file_name)[0], symbol, len(content)))
        text.append(array_text(symbol, content))
    text.append(table_text(prefix, entries))
    return "".join(text)


def main(arguments):
    if len(arguments) < 2 or not re.fullmatch(r"[a-z][a-z0-9_]*", arguments[1]):
        sys.exit(__doc__)
    text = embed(arguments[1], arguments[2:])
    with open(arguments[0], "w", encoding="ascii", newline="\n") as out:
        out.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
