"""Times pepite beside public tools on the same files and prints one table. Run through compare.sh.

Each question is a round robin: a round runs every command once, in turn, and a ratio is the median over the
rounds of one command by the other within the round. CPU time is user and system time of a command and its
children; peak memory is the largest of its processes.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

median = statistics.median


def run(command):
    """Wall seconds, CPU seconds and peak megabytes of a command; its output goes to a file, because
    grep-like tools stop early when nobody reads them."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def rounds(commands, count, warm=True):
    """For each command its figures of each round; the first round warms the page cache."""
    figures = {name: [] for name in commands}
    names = list(commands)
    for number in range(count + warm):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            figure = run(commands[name])
            if number >= warm:
                figures[name].append(figure)
    return figures


def ratio(figures, one, other, what=1):
    return median(a[what] / max(b[what], 1e-6) for a, b in zip(figures[one], figures[other]))


class Table:
    def __init__(self):
        print("| question | target | measured | |\n|---|---|---|---|")

    def row(self, question, target, measured, value, bound, least=False):
        reached = value >= bound if least else value <= bound
        verdict = "reached" if reached else "not reached"
        print(f"| {question} | {target} | {measured} | {verdict} |", flush=True)

    def missing(self, question, target, what):
        print(f"| {question} | {target} | not measured: {what} | |", flush=True)


def main():
    asked = arguments()
    data, table = Path(asked.data), Table()
    ours = [asked.pepite, "screen"]
    csv = lambda size: str(data / size / "candidates.csv")
    top = ["--format", "csv", "--top", "50", "--quiet"]
    screen = lambda cues, size, threads=1: ours + [
        str(data / f"rubric_{cues}.yaml"), csv(size), *top, "--threads", str(threads)]
    pool(asked, table, data, csv, screen)
    growth(asked, table, csv, screen)
    start_up(asked, table, data, ours + ["customer-adviser"], ours + [str(data / "rubric_10k.yaml")])
    texts(asked, table, data, ours, top)
    papers(asked, table, data, ours, top)


def pool(asked, table, data, csv, screen):
    size, phrases = asked.size, str(data / "phrases_600.txt")
    megabytes = os.path.getsize(csv(size)) / 1e6
    commands = {
        "ours": screen("600", size), "10k": screen("10k", size), "two": screen("600", size, 2),
        "csv": [asked.yardstick, "csv", csv(size)],
        "trie": [asked.yardstick, "trie", csv(size), phrases],
    }
    if asked.rg:
        commands["rg"] = [asked.rg, "-o", "-i", "-w", "-F", "--no-unicode", "-f", phrases, csv(size)]
    figures = rounds(commands, asked.rounds)
    cpu = {name: median(figure[1] for figure in each) for name, each in figures.items()}
    said = lambda name: f"{cpu['ours']:.2f} s ÷ {cpu[name]:.2f} s = "
    question = f"{size} CVs in a CSV ({megabytes:.0f} MB), 600 cues ÷ ripgrep, CPU"
    if asked.rg:
        value = ratio(figures, "ours", "rg")
        table.row(question, "≤ 0.6", f"{said('rg')}{value:.2f}", value, 0.6)
    else:
        table.missing(question, "≤ 0.6", "ripgrep 15 is missing")
    for name, what, bound in [("csv", "csv crate, parse only", 2.6), ("trie", "`trie` yardstick", 1.6)]:
        value = ratio(figures, "ours", name)
        table.row(f"÷ {what}", f"≤ {bound}", f"{said(name)}{value:.2f}", value, bound)
    spacy(asked, table, data, csv, screen)
    value = ratio(figures, "10k", "ours")
    table.row("10 000 cues ÷ 600 cues", "≤ 1.8", f"{value:.2f}", value, 1.8)
    value = ratio(figures, "two", "ours", 0)
    table.row("2 threads ÷ 1 thread, wall", "≤ 0.56", f"{value:.2f}", value, 0.56)
    peak = max(figure[2] for figure in figures["ours"])
    if size == "100k":
        table.row("peak memory, 100 000 CVs", "≤ 128 MB", f"{peak:.0f} MB", peak, 128)


def spacy(asked, table, data, csv, screen):
    question = "÷ spaCy PhraseMatcher, candidates per second of CPU"
    if not asked.spacy:
        return table.missing(question, "≥ 600", "spaCy is missing")
    # 500 rows take spaCy seconds; its start is taken off by a run without rows.
    peer = [asked.spacy, str(Path(__file__).parent / "spacy_peer.py"), csv(asked.size)]
    peer.append(str(data / "phrases_600.txt"))
    figures = rounds({"ours": screen("600", asked.size), "none": peer + ["0"], "some": peer + ["500"]}, asked.rounds)
    count = {"10k": 10_000, "100k": 100_000}[asked.size]
    value = median((some[1] - none[1]) / 500 / (ours[1] / count)
                   for ours, none, some in zip(*(figures[name] for name in ("ours", "none", "some"))))
    table.row(question, "≥ 600 times", f"{value:.0f} times", value, 600, least=True)


def growth(asked, table, csv, screen):
    question = "memory with `--top 50`, 1 000 000 CVs above 10 000"
    if not os.path.exists(csv("1m")):
        return table.missing(question, "≤ 200 bytes a candidate", "run with MILLION=1")
    few, many = run(screen("600", "10k"))[2], run(screen("600", "1m"))[2]
    value = (many - few) * 1024 * 1024 / 990_000
    table.row(question, "≤ 200 bytes a candidate", f"{few:.0f} MB to {many:.0f} MB: {value:.0f} bytes", value, 200)


def start_up(asked, table, data, shipped, own):
    one = str(next((data / "10k" / "txt").rglob("*.txt")))
    commands = {"true": ["/bin/true"], "shipped": shipped + [one], "own": own + [one]}
    figures = rounds(commands, 4 * asked.rounds + 3)
    for name, what, bound in [("shipped", "`customer-adviser`", 8), ("own", "10 000 cues", 40)]:
        above = lambda what: median((a[what] - b[what]) * 1e3 for a, b in zip(figures[name], figures["true"]))
        # Others on the machine lengthen the wall time of a short process more than its CPU time.
        wall, value = above(0), above(1)
        question = f"one CV, start to finish, above an empty process, {what}, CPU"
        table.row(question, f"≤ {bound} ms", f"{value:.1f} ms (wall {wall:.1f} ms)", value, bound)


def texts(asked, table, data, ours, top):
    question = "folder of 10 000 text files ÷ ripgrep over the folder, one thread, CPU"
    folder = str(data / "10k" / "txt")
    if not asked.rg:
        return table.missing(question, "≤ 0.9", "ripgrep 15 is missing")
    figures = rounds({
        "ours": ours + [str(data / "rubric_600.yaml"), folder, *top, "--threads", "1"],
        "rg": [asked.rg, "-j1", "-o", "-i", "-w", "-F", "--no-unicode", "-f", str(data / "phrases_600.txt"), folder],
    }, asked.rounds)
    value = ratio(figures, "ours", "rg")
    table.row(question, "≤ 0.9", f"{value:.2f}", value, 0.9)


def papers(asked, table, data, ours, top):
    question = "folder of 300 PDFs ÷ `pdftotext` once per file, CPU"
    folder, tool = data / "pdfs", shutil.which("pdftotext")
    if not (tool and folder.is_dir()):
        return table.missing(question, "≤ 0.8", "pdftotext is missing" if not tool else "reportlab is missing")
    each = f'for file in "$1"/*.pdf; do "{tool}" "$file" - ; done'
    figures = rounds({
        "ours": ours + [str(data / "rubric_600.yaml"), str(folder), *top, "--threads", "1"],
        "pdftotext": ["sh", "-c", each, "sh", str(folder)],
    }, asked.rounds)
    value = ratio(figures, "ours", "pdftotext")
    table.row(question, "≤ 0.8", f"{value:.2f}", value, 0.8)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--pepite", required=True)
    parser.add_argument("--yardstick", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--rg")
    parser.add_argument("--spacy")
    parser.add_argument("--size", default="100k", choices=["10k", "100k"])
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
