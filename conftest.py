"""What every test needs: notebooks run strict and contained."""

pytest_plugins = ["tests.notebook_plugin"]
