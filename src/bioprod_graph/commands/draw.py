"""Draw the network of the event as one HTML page that opens from disk, without any network.

Organisers, axes, recommendations, therapies, bodies and initiatives, told by colour and shape; the
page speaks French and English, has a legend, a search and a table of all that is drawn, and says
which layers it shows.

With --layer, a link is drawn if these layers say it, in either direction, and a node if they speak
of it or such a link leads to it; names and kinds stay as they are in the whole graph. What is known
by inference alone, such as that an axis came of the event, needs the layer inferred.
"""

from bioprod_graph.commands.context import STANDARD, Context, describe_size
from bioprod_graph.commands.options import LAYER, Option
from bioprod_graph.language import Message

_SCENE = "network"
OPTIONS = (
    LAYER,
    Option(
        "-o/--output FILE",
        "where to write; - is the standard output (default: network.html in the build folder)",
    ),
)


def run(context: Context) -> int:
    """Draw and tell where the page is."""
    from bioprod_graph.dataset import open_release
    from bioprod_graph.networks import read_scene
    from bioprod_graph.scenes import render_scene

    given = context.given
    store = open_release(context.dataset).store
    scene = read_scene(store, context.project, _SCENE, layers=given.layer)
    page = render_scene(scene, language=context.language)
    size = describe_size(len(scene.network.nodes), len(scene.network.pairs))
    path = given.output or context.project.build / f"{_SCENE}.html"
    context.write_file(path, page.encode())
    told = size if path == STANDARD else Message("{size}: open this file in a browser", size=size)
    context.tell(told)
    return 0
