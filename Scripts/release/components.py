"""What the program is linked with: each component with its version, its licence and the text of it.

components.json is the one list. The licence texts of a release and its SBOM are made of it; something that is linked and
not in it is an error.
"""

import json
import pathlib
import re
import subprocess
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


class Unknown(Exception):
    """Something is linked whose licence is not in the list."""


@dataclass(frozen=True)
class Component:
    name: str
    version: str
    licence: str  # an SPDX expression
    text: str
    purl: str


def of_debian(listed, static, system):
    """The archives of .tools/static, by the source packages that they come from."""
    found = dict(line.split("\t")[1:] for line in (static / "linked.tsv").read_text().splitlines())
    for name, version in sorted(found.items()):
        if name not in listed:
            raise Unknown(f"Debian's {name}")
        text = (static / "copyright" / name).read_text()
        distribution = f"{system['ID']}-{system['VERSION_ID']}" if "VERSION_ID" in system else system["ID"]
        purl = f"pkg:deb/{system['ID']}/{name}@{version.replace('+', '%2B')}?arch=source&distro={distribution}"
        yield Component(name, version, listed[name], text, purl)


def of_packages(listed, build):
    """The Swift packages; by version alone, since a mirror may have other commits."""
    checkouts = {place.name.lower(): place for place in (build / "checkouts").iterdir()}
    for pin in json.loads((ROOT / "Package.resolved").read_text())["pins"]:
        name, version = pin["identity"], pin["state"]["version"]
        if name not in listed:
            raise Unknown(f"the package {name}")
        place = re.sub(r"^https://|\.git$", "", pin["location"])
        text = (checkouts[name] / listed[name]["text"]).read_text()
        yield Component(name, version, listed[name]["licence"], text, f"pkg:swift/{place}@{version}")


def of_runtime(listed):
    """The Swift runtime and Foundation, which come with the compiler."""
    target = json.loads(subprocess.run(["swift", "-print-target-info"], check=True, capture_output=True).stdout)
    version = re.search(r"swift-([0-9.]+)-RELEASE|Swift version ([0-9.]+)", target["compilerVersion"])
    version = version.group(1) or version.group(2)
    text = pathlib.Path(target["paths"]["runtimeResourcePath"], "../../share/swift/LICENSE.txt").read_text()
    purl = f"pkg:github/swiftlang/swift@swift-{version}-RELEASE"
    yield Component(listed["name"], version, listed["licence"], text, purl)


def of_bundled(listed, build):
    """What a package carries in a header of its own; its licence is in that header."""
    checkouts = {place.name.lower(): place for place in (build / "checkouts").iterdir()}
    for name, entry in listed.items():
        header = (checkouts[entry["in"]] / entry["header"]).read_text()
        version = ".".join(re.search(rf"_LIB_{part} (\d+)", header).group(1) for part in ("MAJOR", "MINOR", "PATCH"))
        text = re.search(r"^// MIT License\n(//.*\n)+", header, re.MULTILINE).group(0)
        text = re.sub(r"^// ?", "", text, flags=re.MULTILINE)
        yield Component(name, version, entry["licence"], text, entry["purl"].format(version=version))


def operating_system(path="/etc/os-release"):
    lines = [line.split("=", 1) for line in pathlib.Path(path).read_text().splitlines() if "=" in line]
    return {name: value.strip('"') for name, value in lines}


def linked(static=ROOT / ".tools/static", build=ROOT / ".build"):
    listed = json.loads((HERE / "components.json").read_text())
    found = [
        *of_debian(listed["debian"], static, operating_system()), *of_packages(listed["packages"], build),
        *of_runtime(listed["runtime"]), *of_bundled(listed["bundled"], build),
    ]
    return sorted(found, key=lambda component: component.name)
