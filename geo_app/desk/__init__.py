"""Every answer about a province, from one object, each made once."""
