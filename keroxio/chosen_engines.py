"""What each step is done with: the engines on this machine, unless the environment names a service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from keroxio.environment import ROOT, Environment

Engine = dict[str, Any]
"""``ENGINE`` is a class by its dotted path, ``OPTIONS`` are its keyword arguments."""

REGISTRIES = {
    "auto-ways": "https://app.auto-ways.net/api/v1/fr",
    "rapidapi": "https://api-de-plaque-d-immatriculation-france.p.rapidapi.com/",
}


def chosen_engines(env: Environment) -> dict[str, Engine]:
    """By role. The registry is the one that may be left out: without it, particulars are typed."""
    weights = env.weights_dir
    chosen = {
        "plates": _plates(env),
        "faces": {
            "ENGINE": "plates.engines.centerface.CenterFace",
            "OPTIONS": {"weights": weights / "centerface.onnx"},
        },
        "vehicles": {
            "ENGINE": "imaging.engines.ssd.SsdFinder",
            "OPTIONS": {"weights": weights / "ssd_mobilenet_v2_coco.xml"},
        },
        "cutout": _cutout(env),
        "kinds": {
            "ENGINE": "imaging.engines.efficientnet.EfficientNetTeller",
            "OPTIONS": {
                "weights": weights / "efficientnet_lite3.tflite",
                "text_weights": weights / "PP-OCRv6_det_small.onnx",
            },
        },
        "pricing": {
            "ENGINE": "pricing.registered.RegisteredEstimator",
            "OPTIONS": {"fallback": ROOT / "pricing" / "reference" / "reference.zip"},
        },
        "writer": _writer(env),
    }
    return chosen | ({"registry": _registry(env)} if env.registry else {})


def local_plate_reader(weights: Path) -> dict[str, Path]:
    return {
        "detection_weights": weights / "PP-OCRv6_det_small.onnx",
        "recognition_weights": weights / "PP-OCRv6_rec_small.onnx",
        "second_weights": weights / "PP-OCRv4_rec.onnx",
    }


def _plates(env: Environment) -> Engine:
    local = local_plate_reader(env.weights_dir)
    if not (env.plate_recognizer_token or env.plate_recognizer_url):
        return {"ENGINE": "plates.engines.local.LocalPlateReader", "OPTIONS": local}
    return {
        "ENGINE": "plates.engines.platerecognizer.PlateRecognizerReader",
        "OPTIONS": {
            "token": env.plate_recognizer_token,
            **({"url": env.plate_recognizer_url} if env.plate_recognizer_url else {}),
            "regions": env.plate_recognizer_regions,
            "backup": local if env.plate_recognizer_backup else None,
        },
    }


def _cutout(env: Environment) -> Engine:
    local = {
        "model": env.cutout_model,
        # A second opinion beside the large network; who chose less memory, or a network of one's own, has one.
        "second": "u2netp" if env.cutout_model == "u2net" else None,
        "folder": env.weights_dir,
    }
    if not env.remove_bg_key:
        return {"ENGINE": "imaging.engines.local.SaliencyRemover", "OPTIONS": local}
    return {
        "ENGINE": "imaging.engines.removebg.RemoveBgRemover",
        "OPTIONS": {
            "key": env.remove_bg_key,
            **({"url": env.remove_bg_url} if env.remove_bg_url else {}),
            "size": env.remove_bg_size,
            "backup": local if env.remove_bg_backup else None,
        },
    }


def _writer(env: Environment) -> Engine:
    if not env.llm_base_url:
        return {"ENGINE": "listings.writers.templates.TemplateWriter"}
    return {
        "ENGINE": "listings.writers.llm.LanguageModelWriter",
        "OPTIONS": {
            "base_url": env.llm_base_url,
            "api_key": env.llm_api_key,
            "model": env.llm_model,
            "seconds": env.llm_timeout,
        },
    }


def _registry(env: Environment) -> Engine:
    return {
        "ENGINE": "plates.registries.autoways.AutoWaysRegistry",
        "OPTIONS": {"key": env.registry_key, "url": env.registry_url or REGISTRIES[str(env.registry)]},
    }
