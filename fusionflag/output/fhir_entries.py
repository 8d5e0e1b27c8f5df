"""The entries of a Bundle, and how they name each other: by ids that follow from the case and nothing else."""

from __future__ import annotations

import uuid

from fusionflag.output.fhir_codes import Json, words

_NAMESPACE = uuid.UUID("5f0d3c3e-8f62-5a0c-9a57-3f5d0b1c7a11")  # of this format; never to be changed


class Entries:
    """The entries of a Bundle, and how they name each other."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        self.entries: list[Json] = []
        self._names: set[str] = set()

    def _uuid(self, key: str) -> str:
        return str(uuid.uuid5(_NAMESPACE, words(f"{self.case_id}\n{key}")))

    def add(self, key: str, resource: Json) -> Json:
        """Take a resource in under a key; a Reference to it."""
        own = resource.get("id") or self._uuid(key)
        made = {
            "resourceType": resource["resourceType"],
            "id": own,
            **{k: v for k, v in resource.items() if v},
        }
        self.entries.append({"fullUrl": f"urn:uuid:{self._uuid(key)}", "resource": {**made, "id": own}})
        self._names.add(key)
        return self.name(key)

    def name(self, key: str) -> Json:
        """A Reference to a resource that is or will be in the Bundle."""
        return {"reference": f"urn:uuid:{self._uuid(key)}"}

    def reference(self, key: str) -> Json | None:
        """A Reference to a resource, if the Bundle holds it."""
        return self.name(key) if key in self._names else None

    def about(self, resource: Json) -> Json:
        """The resource as one of this patient."""
        return {**resource, "subject": self.name("patient")}
