//! Install, remove and list the kernel in a Jupyter.
