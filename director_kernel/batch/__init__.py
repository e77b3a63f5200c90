"""Many at once: notebooks run by papermill, pixels on a cluster."""
