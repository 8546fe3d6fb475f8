"""The project: what it keeps, and how its dataset, audit and advice are brought up to date."""
