export interface RequestTarget {
  path: string;
  query: URLSearchParams;
}

/**
 * Splits the target of a request's first line (RFC 9112, section 3.2), whatever it is: `URL` would throw at some that
 * anybody can send, such as `//`.
 */
export function parseRequestTarget(target = '/'): RequestTarget {
  const [path = '', ...query] = target.replace(/^https?:\/\/[^/?]*/i, '').split('?');
  return { path: path === '' ? '/' : path, query: new URLSearchParams(query.join('?')) };
}
