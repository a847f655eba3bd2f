"""The measures: what each counts, in words, and by which function of which library.

A measure counts something in a network of recorded links. It is never said to be importance: what
nobody recorded is not counted, and another projection gives other figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bioprod_graph.networks import DAMPING, SEED, TOLERANCE

if TYPE_CHECKING:
    from bioprod_graph.language import Language

CAVEAT: dict[Language, str] = {
    "fr": "Ces chiffres décrivent les liens consignés ici, avec leurs sources, et rien d’autre : "
    "ils ne disent pas l’importance d’un acteur. Ce que personne n’a consigné n’est pas compté.",
    "en": "These figures describe the links recorded here, with their sources, and nothing else: "
    "they do not say how important an actor is. What nobody recorded is not counted.",
}


@dataclass(frozen=True)
class Measure:
    """A measure: its names, what it counts, and how it is computed.

    `method` is the call of the library as it is made. A measure of groups numbers them from the
    largest; its value is the number of a node’s group.
    """

    name: str
    title_fr: str
    title_en: str
    counted_fr: str
    counted_en: str
    method: str
    libraries: tuple[str, ...] = ("networkx",)
    groups: bool = False

    def title(self, language: Language) -> str:
        """Give the name in a language."""
        return self.title_fr if language == "fr" else self.title_en

    def counted(self, language: Language) -> str:
        """Say in a language what was counted."""
        return self.counted_fr if language == "fr" else self.counted_en


_ALL = (
    Measure(
        "degree",
        "degré",
        "degree",
        "Nombre de nœuds auxquels un nœud est lié, quel que soit le nombre de relations entre "
        "eux ; dans un réseau orienté, liens entrants et sortants sont additionnés.",
        "The number of nodes that a node is linked to, however many relations hold between them; "
        "in a directed network, links in and links out are added up.",
        "networkx.Graph.degree",
    ),
    Measure(
        "betweenness",
        "intermédiarité",
        "betweenness",
        "Part des paires d’autres nœuds dont les plus courts chemins passent par le nœud (de 0 à "
        "1, calcul exact, sans poids) ; si plusieurs chemins sont aussi courts, chacun compte à "
        "proportion.",
        "The share of pairs of other nodes whose shortest paths go through the node (from 0 to 1, "
        "exact, without weights); where several paths are as short, each counts in proportion.",
        "networkx.betweenness_centrality(k=None, normalized=True, weight=None)",
    ),
    Measure(
        "pagerank",
        "PageRank",
        "PageRank",
        "Part du temps qu’un promeneur passerait sur le nœud s’il suivait à chaque pas un lien au "
        "hasard, à proportion des poids, et une fois sur sept environ sautait n’importe où ; la "
        "somme fait 1.",
        "The share of time that a walker would spend on the node when following a link at random "
        "at each step, in proportion to weights, and about once in seven jumping anywhere; the sum "
        "is 1.",
        f"networkx.pagerank(alpha={DAMPING}, max_iter=1000, tol={TOLERANCE}, weight='weight')",
        libraries=("networkx", "scipy"),
    ),
    Measure(
        "communities",
        "communautés",
        "communities",
        "Groupes de nœuds plus liés entre eux qu’au reste, trouvés par la méthode de Louvain avec "
        "un tirage fixe et numérotés du plus grand au plus petit ; un autre tirage peut donner "
        "d’autres groupes, aussi bons.",
        "Groups of nodes more linked among themselves than to the rest, found by the Louvain "
        "method with a fixed seed and numbered from the largest; another seed may give other "
        "groups, as good.",
        f"networkx.community.louvain_communities(weight='weight', resolution=1, seed={SEED})",
        groups=True,
    ),
    Measure(
        "components",
        "composantes",
        "components",
        "Groupes de nœuds que des liens joignent de proche en proche, quel que soit leur sens, "
        "numérotés du plus grand au plus petit ; un nœud sans lien est un groupe à lui seul.",
        "Groups of nodes that links join step by step, whatever their direction, numbered from "
        "the largest; a node without a link is a group of its own.",
        "networkx.connected_components",
        groups=True,
    ),
)
MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
