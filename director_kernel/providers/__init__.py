"""Who makes the pictures: one file per vendor, and the offline studio."""
