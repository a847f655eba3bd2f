"""How texts are written: so that programs read them back as they were, and terminals only show.

visible · width · columns    for people: what acts on a terminal is seen, not obeyed
xml · blank_nodes            for programs: whole and well-formed, or refused by name
"""
