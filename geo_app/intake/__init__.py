"""New layers on their way into a province: staged, checked, declared, installed; all or none."""
