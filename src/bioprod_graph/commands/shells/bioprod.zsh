#compdef bioprod
# Completion of bioprod in zsh.
_bioprod() {
    local line="${(j: :)words[1,CURRENT-1]} $PREFIX" found candidate told
    local -a whole begun
    if ! found=$(${~words[1]} __complete "$line" 2>/dev/null); then
        _files
        return
    fi
    while IFS=$'\t' read -r candidate told; do
        [[ -n $candidate ]] || continue
        if [[ $candidate == *[/=] ]]; then
            begun+=("${candidate//:/\\:}:$told")
        else
            whole+=("${candidate//:/\\:}:$told")
        fi
    done <<< "$found"
    _describe -t values value whole -- begun -S ''
}
if [[ $funcstack[1] == _bioprod ]]; then
    _bioprod "$@"
else
    compdef _bioprod bioprod
fi
