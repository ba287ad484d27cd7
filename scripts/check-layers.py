#!/usr/bin/python3
"""Does every include keep to the layers of cmake/layers.txt?

  scripts/check-layers.py [ROOT]       names each include that does not; exit 1 when there is any
  scripts/check-layers.py --self-test  shows that each rule finds what it forbids

The rules (docs/architecture.md says why):
  order      a module of gateway/ includes itself and modules above it in the list
  pure core  a module marked "noasio" names no Asio or Beast header (what it gets through other modules is not followed)
  adapters   gateway/ includes adapters/ only in app/; adapters/ include gateway/ without app/ and cli/
  sandbox    neither gateway/ nor adapters/ include sandbox/, tests/, bench/ or fuzz/
  listed     every folder of gateway/ stands in the list
"""

import re
import sys
import tempfile
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
ASIO = ("boost/asio", "boost/beast", "asio/")
PROGRAMS = ("app", "cli")  # they use the adapters, so the adapters may not use them
NEVER_PART_OF_THE_PRODUCT = ("sandbox", "tests", "bench", "fuzz")


def read_layers(path):
    """Module names from the bottom up, and those of the pure core."""
    order, pure = [], set()
    for line in path.read_text(encoding="utf-8").splitlines():
        words = line.split("#")[0].split()
        if words:
            order.append(words[0])
            if "noasio" in words[1:]:
                pure.add(words[0])
    return order, pure


def place_of(root, source, include):
    """(area, module) of what is included: ("gateway", "pki"), ("adapters", "portals"); None for foreign headers. The folders are searched as the compiler does: beside the file, gateway/, the project root."""
    for base in (source.parent, root / "gateway", root):
        target = (base / include).resolve()
        if target.is_file() and target.is_relative_to(root):
            parts = target.relative_to(root).parts
            return parts[0], parts[1] if len(parts) > 2 else ""
    return None


class Checker:
    def __init__(self, root):
        self.root = root.resolve()
        self.order, self.pure = read_layers(self.root / "cmake/layers.txt")
        self.complaints = []

    def run(self):
        for folder in sorted((self.root / "gateway").iterdir()):
            if folder.is_dir() and folder.name not in self.order:
                self.complaints.append(f"gateway/{folder.name}: the module is missing in cmake/layers.txt")
        for area in ("gateway", "adapters"):
            for source in sorted((self.root / area).rglob("*")):
                if source.suffix in (".hpp", ".cpp", ".h", ".ipp") and source.is_file():
                    self.check_file(area, source)
        return self.complaints

    def check_file(self, area, source):
        relative = source.relative_to(self.root)
        module = relative.parts[1]
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                reason = self.objection(area, module, source, match[1])
                if reason:
                    self.complaints.append(f'{relative}:{number}: "{match[1]}": {reason}')

    def objection(self, area, module, source, include):
        if area == "gateway" and module in self.pure and include.startswith(ASIO):
            return f"{module} is pure core: no Asio, no Beast"
        place = place_of(self.root, source, include)
        if place is None:
            return None
        target_area, target = place
        if target_area in NEVER_PART_OF_THE_PRODUCT:
            return f"{target_area}/ is never part of the product"
        if area == "adapters":
            if target_area == "gateway" and target in PROGRAMS:
                return f"adapters/ may not use gateway/{target}"
            return None
        if target_area == "adapters":
            return None if module == "app" else "only gateway/app may know the adapters"
        if target_area == "gateway":
            return self.objection_to_module(module, target)
        return None

    def objection_to_module(self, module, target):
        if module == target or module not in self.order or target not in self.order:
            return None  # what is not listed has been named already
        if self.order.index(target) > self.order.index(module):
            return f"{target} lies above {module} in cmake/layers.txt"
        return None


def self_test():
    """A small project in which every rule is kept in one file and broken in another."""
    layers = "# comment\nbase noasio\nasync\npki noasio\nnet\ncli\napp\n"
    kept = {
        "gateway/base/bytes.hpp": "#include <vector>\n",
        "gateway/async/pool.hpp": '#include <boost/asio/post.hpp>\n#include "base/bytes.hpp"\n',
        "gateway/pki/path.cpp": '#include "pki/path.hpp"\n#include "base/bytes.hpp"\n#include <openssl/x509.h>\n',
        "gateway/pki/path.hpp": "",
        "gateway/net/server.hpp": '#include "pki/path.hpp"\n#include <boost/beast/http.hpp>\n#include "async/pool.hpp"\n',
        "gateway/cli/run.hpp": "",
        "gateway/app/main.cpp": '#include "adapters/portals/egov.hpp"\n#include "cli/run.hpp"\n',
        "adapters/portals/egov.hpp": '#include "net/server.hpp"\n',
        "sandbox/portal.hpp": '#include "net/server.hpp"\n',
    }
    broken = {  # file: (text, what the complaint must say)
        "gateway/base/up.cpp": ('\n#include "pki/path.hpp"\n', "gateway/base/up.cpp:2: \"pki/path.hpp\": pki lies above base"),
        "gateway/base/long.cpp": ('#include "gateway/net/server.hpp"\n', "net lies above base"),
        "gateway/base/near.cpp": ('#include "../net/server.hpp"\n', "net lies above base"),
        "gateway/pki/angle.cpp": ("#include <net/server.hpp>\n", "net lies above pki"),
        "gateway/pki/asio.cpp": ("#  include <boost/asio/post.hpp>\n", "pki is pure core: no Asio"),
        "gateway/pki/beast.cpp": ("#include <boost/beast/core.hpp>\n", "pki is pure core: no Asio"),
        "gateway/cli/adapter.cpp": ('#include "adapters/portals/egov.hpp"\n', "only gateway/app may know the adapters"),
        "gateway/app/pretend.cpp": ('#include "sandbox/portal.hpp"\n', "sandbox/ is never part of the product"),
        "gateway/stray/a.cpp": ("\n", "gateway/stray: the module is missing"),
        "adapters/portals/program.cpp": ('#include "cli/run.hpp"\n', "adapters/ may not use gateway/cli"),
        "adapters/portals/pretend.cpp": ('#include "sandbox/portal.hpp"\n', "sandbox/ is never part of the product"),
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)

        def write(name, text):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")

        write("cmake/layers.txt", layers)
        for name, text in kept.items():
            write(name, text)
        assert Checker(root).run() == [], Checker(root).run()
        for name, (text, expected) in broken.items():
            write(name, text)
            complaints = Checker(root).run()
            assert len(complaints) == 1 and expected in complaints[0], f"{name}: {complaints}"
            (root / name).unlink()
            if name.startswith("gateway/stray"):
                (root / "gateway/stray").rmdir()
    print(f"check-layers: {len(broken)} broken rules found, {len(kept)} good files passed")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1]
    complaints = Checker(root).run()
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
