"""A graph as data for a picture."""

from bpbook.graph.node import ancestors


def drawing(node):
    """Return a graph as data for a picture: boxes from left to right, and the arrows between them.

    Parameters
    ----------
    node : Node
        The last result; after `backward` the gradients are included.

    Returns
    -------
    dict
        ``"nodes"``: for each node ``label`` (name or operation), ``value``, ``grad`` (None before
        `backward`), ``x`` (1 + the longest way from an input) and ``y`` (place in that column);
        ``"edges"``: pairs (from, to) of places in that list.

    Examples
    --------
    >>> from bpbook.graph import Node
    >>> x = Node(3.0, "x")
    >>> drawing(x * x)["edges"]
    [(0, 1), (0, 1)]
    """
    order = ancestors(node)
    place = {found: k for k, found in enumerate(order)}
    columns, used = {}, {}
    nodes = []
    for found in order:
        columns[found] = 1 + max((columns[parent] for parent in found.parents), default=-1)
        used[columns[found]] = used.get(columns[found], -1) + 1
        nodes.append(
            {
                "label": found.name or found.operation or f"{found.value:.6g}",
                "value": found.value.copy(),
                "grad": None if found.grad is None else found.grad.copy(),
                "x": columns[found],
                "y": used[columns[found]],
            }
        )
    edges = [(place[parent], place[found]) for found in order for parent in found.parents]
    return {"nodes": nodes, "edges": edges}
