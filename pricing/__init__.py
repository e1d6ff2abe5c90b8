import os

# LightGBM's threads otherwise spin while they wait for each other: on a busy machine that takes ten times as long.
# Read once, when the library is loaded, hence here.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# So do those of NumPy's products, which are small here: the nets learn in half the time on one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
