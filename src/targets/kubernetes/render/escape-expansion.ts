/**
 * Kubernetes expands `$(NAME)` in arguments, variables and checks, and takes `$$` for one dollar sign; ours mean what they
 * say. A sign before anything else stays as it is, so that most texts do: but not before other letters than ASCII, which
 * Kubernetes misreads there (`third_party/forked/golang/expansion`).
 */
export function escapeExpansion(text: string): string {
  return text.replaceAll(/\$(?=[$(]|[^\p{ASCII}])/gu, '$$$$');
}
