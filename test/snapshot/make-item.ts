import type { Item } from '../../src/model/item.ts';

/** An item with an address of its own; what matters to a test is given. */
export function makeItem(number: number, given: Partial<Item> = {}): Item {
  const url = `https://records.example/publication/${number}`;
  return {
    key: url,
    title: `Report ${number}`,
    url,
    date: '2024-01-31',
    summary: `Summary ${number}`,
    extra: {},
    ...given,
  };
}

export function makeItems(count: number, given: (number: number) => Partial<Item> = () => ({})): Item[] {
  return Array.from({ length: count }, (_, number) => makeItem(number, given(number)));
}
