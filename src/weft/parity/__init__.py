"""Golden fixtures: what each transform gave, recorded, compared and reported."""
