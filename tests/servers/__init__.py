"""Local servers that speak the providers' protocols as they were recorded."""
