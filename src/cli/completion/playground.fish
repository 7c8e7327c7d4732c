# fish completion for playground
#
# The script knows nothing about commands: the program itself answers with lines "value<TAB>description",
# or ":files" where file names are wanted.
function __playground_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    for line in ($program __complete $words (commandline -ct) 2> /dev/null)
        if test "$line" = ':files'
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c playground -f -a '(__playground_complete)'
complete -c builder-playground -f -a '(__playground_complete)'
