# Completion of bioprod in bash 4 and later.
_bioprod() {
    local line=${COMP_LINE:0:COMP_POINT} program=${1/#\~\//$HOME/} found candidate
    # bash replaces what stands behind the last = or : of a word, where it parts words there.
    local word=${line##*[[:space:]]} parting=${COMP_WORDBREAKS//[^=:]/}
    local kept=
    [[ -n $parting ]] && kept=${word%"${word##*[$parting]}"}
    COMPREPLY=()
    if ! found=$("$program" __complete "$line" 2>/dev/null); then
        compopt -o default
        return
    fi
    while IFS=$'\t' read -r candidate _; do
        [[ -n $candidate ]] && COMPREPLY+=("${candidate#"$kept"}")
    done <<< "$found"
    [[ ${COMPREPLY[*]} == *[/=] ]] && compopt -o nospace
    return 0
}
complete -F _bioprod bioprod
