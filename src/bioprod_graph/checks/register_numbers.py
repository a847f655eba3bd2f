"""Numbers that registers give to organisations: their form, and the digits that check the others.

The numbers are those of `numbers.toml`. Which column of which table holds which is said by the
tables: `propertyUrl`, filled with the cells of the row, names the property. Own code rather than
python-stdnum (LGPL): it knows neither ROR nor Crossref, and accepts numbers written with blanks,
which a cell must not have.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bioprod_graph.findings import Finding, shorten
from bioprod_graph.graph import find_variables, prepare_template
from bioprod_graph.language import Message, read_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bioprod_graph.identifiers import PrefixTable
    from bioprod_graph.tables import Column, Record

    Report = Callable[[Finding], None]

# Crockford's base 32: no I, L, O or U, https://www.crockford.com/base32.html
_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_LA_POSTE = "356000000"


def is_luhn(digits: str) -> bool:
    """Tell whether the Luhn sum is a multiple of ten (ISO/IEC 7812-1, annex B).

    >>> is_luhn("732829320"), is_luhn("732829302")
    (True, False)
    """
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0


def is_siret(digits: str) -> bool:
    """Tell whether a SIRET and the SIREN it starts with check.

    The establishments of La Poste are too many for Luhn: there the sum of the digits is a
    multiple of five, https://github.com/InseeFrLab/validinsee (its head office does as all others).
    """
    siren = digits[:9]
    follows = is_luhn(digits)
    if siren == _LA_POSTE:
        follows |= sum(map(int, digits)) % 5 == 0
    return is_luhn(siren) and follows


def is_mod_11_2(text: str) -> bool:
    """Tell whether the last character checks the digits before it (ISO/IEC 7064, MOD 11-2).

    >>> is_mod_11_2("000000012146438X")
    True
    """
    total = 0
    for digit in text[:-1]:
        total = (total + int(digit)) * 2
    return text[-1] == "0123456789X"[(12 - total % 11) % 11]


def is_ror(address: str) -> bool:
    """Tell whether the last two digits check a ROR address (ISO/IEC 7064, MOD 97-10).

    They check the number that the six characters before them write in Crockford's base 32,
    https://ror.readme.io/docs/identifier

    >>> is_ror("https://ror.org/02vjkv261"), is_ror("https://ror.org/02vjkv216")
    (True, False)
    """
    digits = address[-8:-2].translate(str.maketrans(_BASE32, "0123456789abcdefghijklmnopqrstuv"))
    number = int(digits, 32)
    return (number * 100 + int(address[-2:])) % 97 == 1


class _Number(NamedTuple):
    """A kind of number: a block of `numbers.toml`."""

    name: str
    form: str
    expected: Message
    check: str = ""


_CHECKS = {"luhn": is_luhn, "siret": is_siret, "mod-11-2": is_mod_11_2, "ror": is_ror}


def check_numbers(
    records: Iterable[Record], prefixes: PrefixTable, report: Report
) -> Iterator[Record]:
    """Give the records on as they come; `report` is given each number that cannot be right."""
    blocks = read_blocks(Path(__file__).with_name("numbers.toml")).items()
    numbers = {f"{prefixes.base}ontology#{name}": _Number(**block) for name, block in blocks}
    # Of each table the columns whose property is that of a number, or depends on cells of the row.
    plans: dict[str, list[tuple[Column, Callable[[dict[str, str]], str]]]] = {}
    for record in records:
        table = record.table
        if table.name not in plans:
            plans[table.name] = [
                (column, prepare_template(template))
                for column in table.columns
                if (template := column.property) and not column.is_virtual
                if find_variables(template) or prefixes.expand_known(template) in numbers
            ]
        for column, fill in plans[table.name]:
            number = numbers.get(prefixes.expand_known(fill(record.cells)))
            faults = (_find_fault(value, number) for value in record.values(column) if number)
            for fault in filter(None, faults):
                where = record.location._replace(column=column.number)
                report(fault._replace(location=where, path=column.name))
        yield record


def _find_fault(value: str, number: _Number) -> Finding | None:
    shown = shorten(value)
    if not re.fullmatch(number.form, value, re.ASCII):
        check = "number-form"
        said = Message(
            "“{value}” does not have the form of a {name} number (expected: {form})",
            value=shown,
            name=number.name,
            form=number.expected,
        )
    elif number.check and not _CHECKS[number.check](value):
        check = "check-digit"
        said = Message(
            "“{value}” is no {name} number: its check digits do not agree; copy it "
            "from the source again",
            value=value,
            name=number.name,
        )
    else:
        return None
    return Finding("error", f"table:{check}", said, value=shown)
