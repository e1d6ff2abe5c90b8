"""Claims and findings as plain values, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from listings.claims.base import Claim
from listings.compliance import Finding


def claims_of(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    return [
        {
            "kind": claim.kind,
            "phrase": claim.phrase,
            "start": claim.start,
            "end": claim.end,
            "verdict": claim.verdict.value,
            "field": claim.field,
            "value": claim.value,
        }
        for claim in claims
    ]


def problems_of(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "code": finding.duty.code,
            "level": finding.level.value,
            "field": finding.duty.field,
            "label": str(finding.duty.label),
            "why": str(finding.duty.why),
            "source": finding.duty.source,
            "phrases": [claim.phrase for claim in finding.claims],
        }
        for finding in findings
    ]
