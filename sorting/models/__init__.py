from sorting.models.batch import Batch, BatchCar, Decision
from sorting.models.photo import BatchPhoto
from sorting.models.placement import Placement

__all__ = ["Batch", "BatchCar", "BatchPhoto", "Decision", "Placement"]
