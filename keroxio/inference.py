"""Trained networks on this machine's processor, by OpenVINO."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openvino
from openvino.frontend import FrontEndManager

from keroxio.errors import EngineError

SOURCE = "source_sha256"
"""Where a network that was cut out of a larger graph names that graph."""


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
        # What it prepares for a shape of input it would keep: 0.6 GB after 166 photos of all sizes, for 2 % of time.
        "CPU_RUNTIME_CACHE_CAPACITY": "0",
    }
    if is_exact:
        how["INFERENCE_PRECISION_HINT"] = "f32"
    return openvino.Core().compile_model(network, "CPU", how)


def cut_graph(
    graph: Path, target: Path, *, sha256: str, entry: str, shape: Sequence[int], exits: Sequence[str]
) -> None:
    """Keep what a TensorFlow graph computes between tensors, as ``target`` (.xml, with a .bin beside it).

    ``shape`` is the entry's; ``sha256``, the graph's, is written into the target. Weights are kept in 16 bits.
    """
    reader = FrontEndManager().load_by_framework("tf")
    whole = reader.load(str(graph))
    begin = whole.get_place_by_tensor_name(entry)
    whole.override_all_inputs([begin])
    whole.override_all_outputs([whole.get_place_by_tensor_name(one) for one in exits])
    whole.set_partial_shape(begin, openvino.PartialShape(list(shape)))
    whole.set_element_type(begin, openvino.Type.f32)
    part = reader.convert(whole)
    # The graph's own input stays behind, with nothing that reads it.
    inputs = [one for one in part.get_parameters() if one.output(0).get_target_inputs()]
    network = openvino.Model(part.get_results(), inputs, target.stem)
    network.set_rt_info(sha256, SOURCE)
    openvino.save_model(network, target, compress_to_fp16=True)
