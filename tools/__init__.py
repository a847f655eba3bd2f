"""What is run by hand on this repository; nothing of it is in the package."""
