/**
 * Kubernetes expands `$(NAME)` in arguments, variables and checks, and takes `$$` for one dollar sign; ours mean what they
 * say. A sign before anything else stays as it is, so that most texts do.
 */
export function escapeExpansion(text: string): string {
  return text.replaceAll(/\$(?=[$(])/g, '$$$$');
}
