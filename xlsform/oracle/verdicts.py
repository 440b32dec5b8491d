"""Compares our verdict on workbooks with that of the public converter and validator.

Called by scripts/oracle with: the wenxun binary, the validator's jar (or "-"), a folder for scratch files, the seed and
the number of mutations. Prints one line per workbook that is judged differently, with the reason where it is known, and
ends non-zero when a difference has none.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import openpyxl
from pyxform.xls2xform import convert

BINARY, JAR, SCRATCH, SEED, COUNT = sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
BOOKS = Path("xlsform/tests/forms/workbooks")

# Why we refuse what they accept, by our code.
STRICTER = {
    "unknown_reference": "we refuse bare names and paths that lead nowhere; they take them as empty paths",
    "ambiguous_reference": "we refuse a name used twice at the reference",
    "missing_label": "we want a label on every question a person sees",
    "unknown_function": "we refuse functions we do not run, by name",
    "wrong_arity": "we count arguments before a phone does",
    "unsupported_type": "we refuse what the phone cannot show, by name",
    "expression_syntax": "we parse every expression, also those that no validator looks at",
    "dependency_cycle": "we count a group that reads its own inside, and an answer that reads itself",
    "too_deep": "our cap on nesting",
    "bad_parameter": "we check every parameter",
    "unknown_column": "we check the columns of filters",
    "missing_type": "a row with a name and without a type",
    "unknown_list": "the list named in an expression does not exist",
    "crossed_blocks": "blocks cross",
    "unopened_block": "a block ends that never began",
    "missing_list_name": "a choice without its list",
    "missing_choice_name": "a choice without a value",
    "bad_setting": "a form's id with spaces cannot stand in the name of a file",
    "illegal_name": "a choice's value with spaces cannot be told from two choices",
}
# Why we accept what they refuse, by words of theirs.
LOOSER = {
    "has no label": "a choice without a label shows its value; we warn",
    "language": "a translation that is missing falls back to the default language; we warn",
    "Duplicated": "they compare names without case",
    "case-insensitive": "they compare names without case",
    "choice_filter": "we let the virtual choice other pass every filter",
    "or_other": "we label the virtual choice in every language",
    "default": "a default that does not fit its question is left out; we check it when the record begins",
    "itext": "they lose a text that only one language has",
    "cannot convert": "their engine refuses a cast at load that gives a blank with us",
    "version": "we take any text as a version",
    "appearance": "we pass appearances on",
    "settings": "we ignore what we do not know in settings, with a warning",
    "Can't convert": "a default that does not fit its question is left out",
    "date": "a default that is no date is left out",
    "Reference variables must": "what else stands on a row that ends a block is not looked at",
    "'parameters' value": "what else stands on a row that ends a block is not looked at",
    "position": "they take position() of more than one node for a fault",
}


def ours(path):
    done = subprocess.run([BINARY, "xlsform", "check", path], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{path}: {done.stderr}")
    said = json.loads(done.stdout)
    return said["ok"], sorted({fault["code"] for fault in said["errors"]})


def validate(path):
    """Whether the validator takes an XForm, and its first words if not."""
    if JAR == "-":
        return True, ""
    done = subprocess.run(["java", "-Djava.awt.headless=true", "-jar", JAR, path], capture_output=True, text=True)
    words = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and "Validating" not in line]
    return done.returncode == 0, " ".join(words)[:300]


def theirs(path):
    try:
        xform = convert(xlsform=str(path), validate=False).xform
    except Exception as error:  # the converter raises many kinds
        return False, " ".join(str(error).split())[:300]
    file = SCRATCH / "theirs.xml"
    file.write_text(xform, encoding="utf-8")
    return validate(file)


PIECES = [
    "", "yes", "maybe", "select_one yes_no", "select_one nowhere", "integer", "begin_group", "end_group", "begin_repeat",
    "end_repeat", "calculate", "note", "${consent} = 'agree'", "${nobody} = 1", "${aware} = ", "1 + (2", ". > 0",
    "round(${score}, 1)", "today()", "two words", "9lives", "name", "consent", "if(1, 2)", "foo(1)", "‘quoted’", "a == b",
    "selected(${activities}, 'none')", "position(..)", "count(${problems})", "multiline", "0.5", "2026-01-01",
]


def mutate(rng, source, target):
    book = openpyxl.load_workbook(source)
    for _ in range(rng.randint(1, 3)):
        sheet = book[rng.choice(["survey", "survey", "survey", "choices", "settings"])]
        row = rng.randint(2, sheet.max_row)
        column = rng.randint(1, sheet.max_column)
        if rng.random() < 0.2:
            sheet.delete_rows(row)
        else:
            sheet.cell(row, column).value = rng.choice(PIECES) or None
    book.save(target)


def reason(we_accept, codes, words):
    if not we_accept:
        known = [STRICTER[code] for code in codes if code in STRICTER]
        return known[0] if known else None
    return next((why for word, why in LOOSER.items() if word in words), None)


def main():
    rng = random.Random(SEED)
    books = sorted(BOOKS.glob("*.xlsx")) + sorted(BOOKS.glob("bad/*.xlsx"))
    good = sorted(BOOKS.glob("*.xlsx"))
    for number in range(COUNT):
        target = SCRATCH / f"mutated{number}.xlsx"
        mutate(rng, rng.choice(good), target)
        books.append(target)
    same, explained, unexplained, invalid = 0, {}, [], []
    for path in books:
        (we_accept, codes), (they_accept, words) = ours(path), theirs(path)
        if we_accept:
            file = SCRATCH / "ours.xml"
            subprocess.run([BINARY, "xlsform", "convert", path, "--to", "xform", "--out", file], check=True)
            is_valid, complaint = validate(file)
            if not is_valid and they_accept:
                invalid.append((path, complaint))
        if we_accept == they_accept:
            same += 1
            continue
        why = reason(we_accept, codes, words)
        if why:
            explained.setdefault(why, []).append(path.name)
        else:
            unexplained.append((path, "we accept" if we_accept else f"we refuse: {codes}", words))
    print(f"{len(books)} workbooks, {same} judged alike, {sum(map(len, explained.values()))} differently with a reason")
    for why, names in sorted(explained.items()):
        print(f"  {len(names)} × {why}")
    for path, verdict, words in unexplained:
        print(f"NO REASON {path}: {verdict}; they say: {words or 'accepted'}")
    for path, words in invalid:
        print(f"OUR XFORM IS NOT VALID {path}: {words}")
    return 1 if unexplained or invalid else 0


sys.exit(main())
