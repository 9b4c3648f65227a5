"""What is entered about a proposal beside its line: forms, files, stops."""
