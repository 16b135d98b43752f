"""The buttons that open a chapter in Colab or on Binder."""


def launch_options(repository: str) -> dict:
    """Return the theme's options for the repository; none as long as its address is not known.

    Parameters
    ----------
    repository : str
        The setting ``repository`` of [tool.bpbook]: an https address, or nothing.

    Examples
    --------
    >>> launch_options("")
    {}
    """
    if not repository:
        return {}
    return {
        "repository_url": repository.rstrip("/"),
        "repository_branch": "main",
        "path_to_docs": "",
        "use_repository_button": True,
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "colab_url": "https://colab.research.google.com",
            "notebook_interface": "jupyterlab",
        },
    }
