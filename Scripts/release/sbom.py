"""The SBOM of a release: CycloneDX 1.6 in JSON, the same bytes each time."""

import hashlib
import json
import uuid
from datetime import datetime, timezone


def licence(expression):
    # CycloneDX: an identifier stands alone, all else is an expression.
    return [{"expression": expression}] if " " in expression else [{"license": {"id": expression}}]


def document(identity, architecture, program, components):
    own = f"pkg:generic/agent-pipeline@{identity.version.replace('+', '%2B')}?arch={architecture}"
    component = {
        "type": "application", "bom-ref": own, "name": "agent-pipeline", "version": identity.version,
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(program).hexdigest()}],
        "licenses": licence("Apache-2.0"), "purl": own,
        "properties": [{"name": "agent-pipeline:commit", "value": identity.commit}],
    }
    if identity.repository:
        component["externalReferences"] = [{"type": "vcs", "url": identity.repository}]
    libraries = [
        {
            "type": "library", "bom-ref": each.purl, "name": each.name, "version": each.version,
            "licenses": licence(each.licence), "purl": each.purl,
        }
        for each in components
    ]
    time = datetime.fromtimestamp(identity.epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
        "serialNumber": uuid.uuid5(uuid.NAMESPACE_URL, f"{own}#{component['hashes'][0]['content']}").urn, "version": 1,
        "metadata": {"timestamp": time, "component": component},
        "components": libraries,
        "dependencies": [
            {"ref": own, "dependsOn": [each["bom-ref"] for each in libraries]},
            *({"ref": each["bom-ref"]} for each in libraries),
        ],
    }


def text(*arguments):
    return json.dumps(document(*arguments), indent=2, ensure_ascii=False) + "\n"
