import type { Block, Outline } from './outline.ts';

/** What is put behind a selector that selects too much. */
export interface RowFilter {
  readonly css: string;
  readonly cost: number;
  readonly keeps: (outline: Outline, block: Block) => boolean;
}

/** A condition that all wanted blocks meet and none of the others; undefined: none that could be said. */
export function filterFor(outline: Outline, wanted: readonly Block[], others: readonly Block[]): RowFilter | undefined {
  return FILTERS.find(
    ({ keeps }) => !others.some((other) => keeps(outline, other)) && wanted.every((block) => keeps(outline, block)),
  );
}

// The most general first: rows with a heading of their own, without a link, with a link more must not fall out next month.
const FILTERS: readonly RowFilter[] = [
  holding('td', 1.2),
  {
    css: ':has(a[href])',
    cost: 1.3,
    keeps: (outline, block) =>
      inside(outline, block).some((inner) => inner.tag === 'a' && inner.element.attribs['href'] !== undefined),
  },
  {
    css: ':not(:has(th))',
    cost: 1.4,
    keeps: (outline, block) => !inside(outline, block).some((inner) => inner.tag === 'th'),
  },
  ...['h1', 'h2', 'h3', 'h4', 'time', 'p', 'img'].map((tag) => holding(tag, 1.4)),
  {
    css: ':has(td a)',
    cost: 1.5,
    keeps: (outline, block) =>
      inside(outline, block).some((inner) => inner.tag === 'a' && isInCell(outline, inner, block)),
  },
  {
    css: ':has(> td > a)',
    cost: 1.6,
    keeps: (outline, block) =>
      outline
        .childrenOf(block)
        .some((cell) => cell.tag === 'td' && outline.childrenOf(cell).some(({ tag }) => tag === 'a')),
  },
  ...[2, 3, 4].map((nth) => ({
    css: `:has(> td:nth-of-type(${nth}))`,
    cost: 1.8,
    keeps: (outline: Outline, block: Block) =>
      outline.childrenOf(block).some((cell) => cell.tag === 'td' && cell.nth === nth),
  })),
];

function holding(tag: string, cost: number): RowFilter {
  return {
    css: `:has(${tag})`,
    cost,
    keeps: (outline, block) => inside(outline, block).some((inner) => inner.tag === tag),
  };
}

const MOST_INSIDE = 300; // blocks of one row that are looked at

function inside(outline: Outline, block: Block): readonly Block[] {
  return outline.blocks.slice(block.index + 1, Math.min(block.end, block.index + MOST_INSIDE) + 1);
}

function isInCell(outline: Outline, link: Block, row: Block): boolean {
  for (let above = outline.parentOf(link); above !== null && above !== row; above = outline.parentOf(above))
    if (above.tag === 'td') return true;
  return false;
}
