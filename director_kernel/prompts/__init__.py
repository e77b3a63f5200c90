"""Words in, words out: prose becomes slots (`read`), slots become a prompt for one target (`compile`) in one dialect (`plain`)."""
