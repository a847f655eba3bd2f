"""Messages of HermiT and of Java, and what they mean for who writes the ontology.

https://www.w3.org/TR/owl2-syntax/#Global_Restrictions_on_Axioms_in_OWL_2_DL – HermiT refuses what
OWL 2 DL does not allow, and fractions of a second that it does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.language import Message

if TYPE_CHECKING:
    from bioprod_graph.findings import Severity


class Refusal(NamedTuple):
    """How a message is told from others, and what it means; the groups of the pattern fill it in.

    The group `focus` is the thing that the finding is about.
    """

    pattern: str
    said: Message
    severity: Severity = "error"


REFUSALS = (
    Refusal(
        r'(?s)Literal "(?P<value>.*)"\^\^<(?P<datatype>[^>]*#dateTime(?:Stamp)?)> is malformed',
        Message(
            "HermiT cannot read “{value}”: of a date and time it reads at most three decimals of a "
            "second"
        ),
    ),
    Refusal(
        r'(?s)Literal "(?P<value>.*)"\^\^<(?P<datatype>[^>]*)> is malformed',
        Message("“{value}” is no {datatype}: correct the value"),
    ),
    Refusal(
        r"Non-simple property '(?:InverseOf\()?<(?P<focus>[^>]*)>",
        Message(
            "this property, or one that is a kind of it, is transitive or follows from a chain: "
            "OWL 2 DL does not let it be functional, asymmetric, irreflexive, disjoint from "
            "another or counted in a restriction as well"
        ),
    ),
    Refusal(
        r"property hierarchy is not regular\.(?:\s+There is a cyclic dependency involving "
        r"property <(?P<focus>[^>]*)>)?",
        Message(
            "chains of properties lead in a circle, which OWL 2 DL does not allow: a property must "
            "not follow from a chain that depends on it"
        ),
    ),
    Refusal(
        r"datatype 'http://org\.semanticweb\.owlapi/error#",
        Message(
            "a range of values or a composed class is not written as OWL 2 asks, or holds a "
            "datatype outside OWL 2: see lists and restrictions"
        ),
    ),
    Refusal(
        r"datatype '(?P<focus>[^']*)' is not part of the OWL 2 datatype map",
        Message("this datatype is not of OWL 2 and is not defined: take another"),
    ),
    Refusal(
        r"Facet with URI '(?P<facet>[^']*)' is not supported on (?P<datatype>[^;\s]+)",
        Message("OWL 2 has no restriction of {datatype} by {facet}: take it away"),
    ),
    Refusal(
        r"(?s)String '(?P<value>.*)' in the datatype restriction .* is not a valid regular",
        Message("“{value}” is no regular expression: correct it"),
    ),
    Refusal(
        r"OutOfMemoryError|Could not reserve enough space|GC triggered before VM init",
        Message("Java had too little memory"),
    ),
    Refusal(
        r"StackOverflowError",
        Message("axioms are nested too deeply for HermiT"),
    ),
    Refusal(
        r"UnsupportedClassVersionError",
        Message("this version of Java is too old for HermiT: install another"),
        "warning",
    ),
    Refusal(
        r"Exception in thread \"[^\"]*\" [\w.$]+: (?P<value>[^\n]+)",
        Message("HermiT refused the ontology (“{value}”)"),
    ),
)
