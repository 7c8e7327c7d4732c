# bash completion for playground
#
# The script knows nothing about commands: the program itself answers with lines "value<TAB>description",
# or ":files" where file names are wanted.
_playground() {
  local line="${COMP_LINE:0:COMP_POINT}" value
  local -a words
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=('')
  COMPREPLY=()
  while IFS=$'\t' read -r value _; do
    if [[ "$value" == ':files' ]]; then
      compopt -o default 2> /dev/null
      continue
    fi
    # "=" breaks words in bash: only what follows it is replaced.
    [[ "$value" == --*=* ]] && value="${value#*=}"
    COMPREPLY+=("$value")
  done < <("${words[0]/#\~\//$HOME/}" __complete "${words[@]:1}" 2> /dev/null)
}
complete -F _playground playground builder-playground
