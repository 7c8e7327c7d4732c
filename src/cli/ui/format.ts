/** An age for people, in the largest unit that fits: `8 s`, `3 min`, `5 h`, `2 d`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Gas as people say it: `21 k`, `1.25 M`. */
export function formatGas(gas: bigint): string {
  const amount = Number(gas);
  if (amount < 1000) return String(amount);
  if (amount < 1_000_000) return `${Math.round(amount / 1000)} k`;
  return `${(amount / 1_000_000).toFixed(2)} M`;
}

/** A price of gas with its unit: `7 wei`, `0.875 gwei`. */
export function formatGasPrice(wei: bigint): string {
  if (wei < 1_000_000n) return `${wei} wei`;
  return `${Number((Number(wei) / 1e9).toPrecision(3))} gwei`;
}

/** A slot's length: `12 s`, `500 ms`. */
export function formatSlot(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
