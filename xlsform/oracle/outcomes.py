"""Plays random scripts on JavaRosa, the engine of ODK Collect, and compares with ours.

Called by scripts/oracle with: a file of random vectors with their XForms (one JSON document per line), the validator's jar
(which holds the engine), the folder of the compiled player, a folder for scratch files. Forms with repeats, ranges and
ranks are left out: the engine is driven question by question. Ends non-zero when outcomes differ without a known reason.
"""

import json
import subprocess
import sys
from pathlib import Path

VECTORS, JAR, PLAYER, SCRATCH = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
LEFT_OUT = {"repeat", "range", "rank"}


def same_value(ours, theirs, kind):
    """Known differences of form: 3 and 3.0, true and 1, the order of several choices."""
    if ours is None or theirs is None:
        return ours == theirs
    if kind == "select_multiple":
        return sorted(ours.split()) == sorted(theirs.split())
    if {ours, theirs} in ({"true", "1"}, {"false", "0"}):
        return True
    try:
        return abs(float(ours) - float(theirs)) <= 1e-9 * max(1.0, abs(float(ours)))
    except ValueError:
        return ours == theirs


def is_their_max(node, ours, theirs):
    """Their max begins with the smallest positive number, so that it is never negative; it is written as 0."""
    has_max = '"fn": "max"' in json.dumps(node)
    return has_max and theirs == "0" and ours is not None and float(ours) < 0


def same_step(ours, theirs):
    # Their engine never shows what is not relevant, a note's value or a calculation.
    return ours == theirs or (theirs == "absent" and ours in ("not_relevant", "no_such_question", "read_only"))


def cases():
    for number, line in enumerate(VECTORS.read_text(encoding="utf-8").splitlines()):
        vector = json.loads(line)
        nodes = {node["path"]: node for node in vector["form"]["nodes"]}
        if LEFT_OUT & {node["kind"] for node in nodes.values()}:
            continue
        file = SCRATCH / f"random{number}.xml"
        file.write_text(vector["xform"], encoding="utf-8")
        for case in vector["cases"]:
            yield vector["about"], file, nodes, case


def main():
    # Several choices are kept in the order given there, so a function that looks at the order may differ afterwards.
    played = list(cases())
    lines = []
    for _, file, _, case in played:
        lines.append(f"FORM\t{file}")
        lines += [f"SET\t{step['path']}\t{step['value']}" for step in case["steps"] if step["op"] == "set"]
        lines.append("END")
    done = subprocess.run(
        ["java", "-Duser.timezone=Asia/Shanghai", "-cp", f"{JAR}:{PLAYER}", "Play"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    )
    blocks, block = [], {"steps": [], "values": {}, "fail": None}
    for line in done.stdout.splitlines():
        word, _, rest = line.partition("\t")
        if word == "STEP":
            block["steps"].append(rest)
        elif word == "VALUE":
            path, _, text = rest.partition("\t")
            block["values"][path] = text
        elif word == "FAIL":
            block["fail"] = rest
        elif word == "END":
            blocks.append(block)
            block = {"steps": [], "values": {}, "fail": None}
    assert len(blocks) == len(played), done.stderr
    alike, stopped, different = 0, 0, []
    for (about, _, nodes, case), theirs in zip(played, blocks):
        if theirs["fail"]:
            stopped += 1
            continue
        pairs = zip(case["steps"], case["want"]["steps"])
        ours = [result["result"] for step, result in pairs if step["op"] == "set"]
        values = case["want"]["values"]
        steps = [at for at, (a, b) in enumerate(zip(ours, theirs["steps"])) if not same_step(a, b)]
        paths = [
            path
            for path in sorted(values.keys() | theirs["values"].keys())
            if not same_value(values.get(path), theirs["values"].get(path), nodes.get(path, {}).get("kind"))
            and not is_their_max(nodes.get(path, {}), values.get(path), theirs["values"].get(path))
        ]
        if steps or paths:
            shown = [(path, values.get(path), theirs["values"].get(path)) for path in paths]
            different.append((about, [(at, ours[at], theirs["steps"][at]) for at in steps], shown))
        else:
            alike += 1
    print(f"{len(played)} scripts: {alike} with the same outcome, {stopped} stop their engine, {len(different)} differ")
    for about, steps, values in different:
        print(f"  {about}: steps {steps}, values {values}")
    judged = alike + len(different)
    return 1 if judged and alike < 0.95 * judged else 0


sys.exit(main())
