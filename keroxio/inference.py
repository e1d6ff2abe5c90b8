"""Trained networks on this machine's processor, by OpenVINO."""

from __future__ import annotations

from pathlib import Path

import openvino

from keroxio.errors import EngineError


def read_network(weights: Path, *, otherwise: str) -> openvino.Model:
    """Raises ``EngineError`` that says ``otherwise`` where there is no such file, or no network in it."""
    # OpenVINO has no narrower error, and the same one for both.
    try:
        return openvino.Core().read_model(weights)
    except RuntimeError as error:
        raise EngineError(otherwise) from error


def compiled(network: openvino.Model, *, threads: int, is_exact: bool) -> openvino.CompiledModel:
    """Ready for one input at a time, on that many cores. Raises ``RuntimeError`` where the network cannot run.

    One that need not be exact is computed in bfloat16 where the processor multiplies it, in about half the time.
    """
    how = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": 1,
        "INFERENCE_NUM_THREADS": threads,
        # Pinned threads would meet on one core with those of the worker's other run.
        "ENABLE_CPU_PINNING": False,
    }
    if is_exact:
        how["INFERENCE_PRECISION_HINT"] = "f32"
    return openvino.Core().compile_model(network, "CPU", how)
