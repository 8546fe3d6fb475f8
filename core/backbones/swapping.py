"""Keep TensorFlow from swapping functions of foreign graphs between the check and the run."""

from __future__ import annotations

import tensorflow as tf

#: it puts a function in the place of another that claims to do the same; plug-ins may rewrite graphs at will
SWAP = ("implementation_selector", "use_plugin_optimizers")


def forbid_swapping() -> None:
    """Turn off, in this process, the optimisers that put other functions into a graph. To be called before loading.

    What is left of them folds constants, fuses neighbours and drops what nobody needs: it computes the same.
    """
    tf.config.optimizer.set_experimental_options(dict.fromkeys(SWAP, False))
