#compdef playground builder-playground
#
# The script knows nothing about commands: the program itself answers with lines "value<TAB>description",
# or ":files" where file names are wanted.
_playground() {
  local value text
  local -a candidates
  while IFS=$'\t' read -r value text; do
    if [[ "$value" == ':files' ]]; then
      _files
      continue
    fi
    candidates+=("${value//:/\\:}${text:+:$text}")
  done < <("${${(Q)words[1]}/#\~\//$HOME/}" __complete "${(@Q)words[2,CURRENT]}" 2> /dev/null)
  (( $#candidates )) && _describe 'playground' candidates
}
if [[ "${funcstack[1]}" == _playground ]]; then
  _playground "$@"
else
  compdef _playground playground builder-playground
fi
