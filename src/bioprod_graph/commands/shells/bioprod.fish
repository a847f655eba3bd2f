# Completion of bioprod in fish.
function __bioprod_complete
    set -l program (commandline -opc)[1]
    set -l found ($program __complete (commandline -cp) 2>/dev/null)
    if test $status -ne 0
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end
complete -c bioprod -f -a '(__bioprod_complete)'
