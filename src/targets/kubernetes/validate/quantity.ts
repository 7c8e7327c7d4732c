const POWERS: Record<string, number> = { n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The number that a Kubernetes quantity stands for: `10Gi`, `500m`, `1e3`. Undefined where it is none. */
export function quantityValue(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2}|[eE]\d{1,2})$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  if (/^[eE]\d/.test(unit)) return Number(`${amount}${unit}`);
  const binary = BINARY.indexOf(unit);
  const factor = unit === '' ? 1 : binary === -1 ? POWERS[unit] : 1024 ** (binary + 1);
  return factor === undefined ? undefined : Number(amount) * factor;
}
