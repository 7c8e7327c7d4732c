/** The index of every item whose key an earlier one has, with the index of that. */
export function repeated<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): [index: number, first: number][] {
  const first = new Map<string, number>();
  return items.flatMap((item, i): [number, number][] => {
    const key = keyOf(item);
    const earlier = first.get(key);
    if (earlier !== undefined) return [[i, earlier]];
    first.set(key, i);
    return [];
  });
}
