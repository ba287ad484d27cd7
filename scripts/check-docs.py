#!/usr/bin/python3
"""Is the documentation true to itself and to the program?

    scripts/check-docs.py [SHEP_GATEWAY]            check; exit 1 with one line per finding
    scripts/check-docs.py --write SHEP_GATEWAY      write the generated parts anew

Every relative link in README.md and docs/ leads to a file, and its fragment to a heading. docs/errors.md and the table of
settings in docs/configuration.md are what the program prints; the example there passes `config check`. Without a program
the links alone are checked, and it says so.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
docs = root / "docs"
begin, end = "<!-- generated: shep-gateway config describe -->\n", "<!-- end of generated -->"


def pages():
    return [root / "README.md", *sorted(docs.rglob("*.md")), root / "catalogue/README.md", root / "certs-example/README.md"]


def without_code(text):
    return re.sub(r"^(```|~~~).*?^\1|`[^`\n]*`", "", text, flags=re.S | re.M)


def anchors(page):
    """Fragments as the usual renderers make them."""
    found = set()
    text = re.sub(r"^(```|~~~).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.S | re.M)
    for heading in re.findall(r"^#{1,6} +(.+?)\s*$", text, flags=re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number, name = 0, plain
        while name in found:
            number += 1
            name = f"{plain}-{number}"
        found.add(name)
    return found


def check_links():
    for page in pages():
        where = page.relative_to(root)
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, fragment = target.partition("#")
            leads_to = (page.parent / name).resolve() if name else page
            if not leads_to.exists():
                yield f"{where}: {target} leads nowhere"
            elif fragment and leads_to.suffix == ".md" and fragment not in anchors(leads_to):
                yield f"{where}: {leads_to.name} has no heading #{fragment}"


def check_index():
    index = (docs / "README.md").read_text(encoding="utf-8")
    for page in sorted(docs.glob("*.md")):
        if page.name != "README.md" and f"]({page.name})" not in index:
            yield f"docs/README.md: {page.name} is not in the index"


def output(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, encoding="utf-8").stdout


def generated(program):
    """Each generated page as it should be."""
    page = docs / "configuration.md"
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    _, after = rest.split(end)
    yield page, before + begin + output(program, "config", "describe").strip("\n") + "\n" + end + after
    yield docs / "errors.md", output(program, "config", "describe", "--errors")


def check_generated(program):
    for page, wanted in generated(program):
        if page.read_text(encoding="utf-8") != wanted:
            yield f"{page.relative_to(root)}: not what the program says; run scripts/check-docs.py --write {program}"


def check_example(program):
    example = re.search(r"^```toml\n(.*?)^```", (docs / "configuration.md").read_text(encoding="utf-8"), flags=re.S | re.M)
    with tempfile.TemporaryDirectory() as folder:
        certs = pathlib.Path(folder) / "gateway"
        subprocess.run([root / "certs-example/make.sh", certs], check=True, capture_output=True)
        (certs / "catalogue").symlink_to(root / "catalogue")
        (certs / "office.secret").write_text("0123456789abcdef" * 4 + "\n")
        (certs / "gateway.toml").write_text(example.group(1), encoding="utf-8")
        checked = subprocess.run([program, "config", "check", certs / "gateway.toml"], capture_output=True, text=True)
    if checked.returncode != 0:
        yield f"docs/configuration.md: the example: {checked.stdout}{checked.stderr}"


def main(arguments):
    write = arguments[:1] == ["--write"]
    program = pathlib.Path(arguments[-1]).resolve() if arguments[write:] else None
    if write:
        for page, wanted in generated(program):
            page.write_text(wanted, encoding="utf-8")
        return 0
    findings = [*check_links(), *check_index()]
    if program:
        findings += [*check_generated(program), *check_example(program)]
    else:
        print("no program was given: generated parts and the example were not compared")
    print("\n".join(findings) or f"{len(pages())} pages hold")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
