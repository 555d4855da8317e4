import type { Block, Outline } from './outline.ts';
import { ANY, answers, costOf, fits, type Part, printParts } from './part.ts';
import { filterFor } from './row-filter.ts';
import { TOKEN_COST, tokenQuality } from './tokens.ts';

/** A selector of records and how well it does. */
export interface ItemSelector {
  readonly css: string;
  readonly cost: number;
  readonly isExact: boolean; // selects these records and nothing else
}

const MOST_LEVELS = 8; // ancestors that may give a selector its hold
const MOST_TRIED = 400; // combinations, cheapest first
const MOST_KEPT = 12;

/**
 * Selectors for exactly these blocks, the shortest and most meaningful first; inexact ones (best first) where none is exact. Blocks
 * that do not count may be selected as well.
 */
export function selectItems(
  outline: Outline,
  targets: readonly Block[],
  counts: (block: Block) => boolean = () => true,
): readonly ItemSelector[] {
  const first = targets[0];
  if (first === undefined) return [];
  const owns = ownParts(targets).map((own) => ({ own, base: outline.blocks.filter((block) => fits(own, block)) }));
  const contexts = contextsOf(outline, targets);
  const plans = owns
    .flatMap(({ own, base }) => contexts.map((context) => ({ parts: joined(context, own), base })))
    .map((plan) => ({ ...plan, cost: costOf(plan.parts) + (isNamed(plan.parts) ? 0 : UNNAMED_COST) }))
    .toSorted((a, b) => a.cost - b.cost)
    .slice(0, MOST_TRIED);
  const wanted = new Set(targets.map((target) => target.index));
  const exact: ItemSelector[] = [];
  const near: (ItemSelector & { readonly extra: number })[] = [];
  const attempt = ({ parts, base, cost }: Plan): void => {
    if (!targets.every((target) => answers(outline, parts, target, null))) return;
    const others = base.filter(
      (block) => !wanted.has(block.index) && answers(outline, parts, block, null) && counts(block),
    );
    const filter = others.length === 0 ? null : filterFor(outline, targets, others);
    if (filter === undefined) near.push({ css: printParts(parts), cost, isExact: false, extra: others.length });
    else
      exact.push({ css: `${printParts(parts)}${filter?.css ?? ''}`, cost: cost + (filter?.cost ?? 0), isExact: true });
  };
  for (const plan of plans) {
    attempt(plan);
    if (exact.length >= MOST_KEPT) break;
  }
  for (const parts of positions(outline, targets))
    attempt({ parts, base: outline.blocks, cost: costOf(parts) + UNNAMED_COST });
  if (exact.length > 0) return exact.toSorted((a, b) => a.cost - b.cost);
  return near.toSorted((a, b) => a.extra - b.extra || a.cost - b.cost).slice(0, MOST_KEPT);
}

const UNNAMED_COST = 1.5; // tags alone match whatever the next redesign puts on the page

function isNamed(parts: readonly Part[]): boolean {
  return parts.some((part) => part.id !== null || part.token !== null);
}

interface Plan {
  readonly parts: readonly Part[];
  readonly base: readonly Block[]; // all that fits the last part
  readonly cost: number;
}

/** The last resort: where the records stand, counted from the nearest ancestor with a name. */
function positions(outline: Outline, targets: readonly Block[]): readonly (readonly Part[])[] {
  const [first] = targets;
  if (first === undefined) return [];
  const below: Part[] = [];
  let level = targets;
  while (level.length > 1) {
    const [one] = level;
    if (one === undefined || !level.every((block) => block.tag === one.tag)) return [];
    below.unshift({ ...ANY, tag: one.tag, isChild: true, cost: 2 });
    level = parentsOf(outline, level, ROOT);
  }
  const above: Part[] = [];
  for (let block = level[0] ?? null; block !== null; block = outline.parentOf(block)) {
    const id = block.element.attribs['id'] ?? '';
    if (tokenQuality(id) === 'meaningful') return [[{ ...ANY, id, cost: 1 }, ...above, ...below]];
    if (block.tag === 'body') return [[{ ...ANY, tag: 'body', cost: 1 }, ...above, ...below]];
    above.unshift(
      block.ofTag === 1
        ? { ...ANY, tag: block.tag, isChild: true, cost: 2 }
        : { ...ANY, tag: block.tag, nth: block.nth, isChild: true, cost: 4 },
    );
  }
  return [];
}
const ROOT = /^html$/; // html

/** What stands before the record's own part: nothing, one ancestor, two. */
interface Context {
  readonly parts: readonly Part[];
  readonly isParent: boolean; // the record is joined by `>`
}

function joined({ parts, isParent }: Context, own: Part): readonly Part[] {
  if (isParent) return [...parts, asChild(own)];
  return [...parts, own.token === null && PLAIN.test(own.tag ?? '') ? { ...own, cost: own.cost + LOOSE_COST } : own];
}

function asChild(part: Part): Part {
  return { ...part, isChild: true, cost: part.cost + CHILD_COST };
}
const CHILD_COST = 0.2;
const LOOSE_COST = 1.2; // `#main div` takes in every box of the next redesign

function contextsOf(outline: Outline, targets: readonly Block[]): readonly Context[] {
  const levels: (readonly Part[])[] = [];
  let above = parentsOf(outline, targets);
  for (let level = 0; level < MOST_LEVELS && above.length > 0; level++) {
    levels.push(contextParts(above, level));
    above = parentsOf(outline, above);
  }
  const single = levels.flatMap((parts, level) => parts.flatMap((part) => held([part], level)));
  const double = levels.flatMap((outer, top) =>
    levels.slice(0, top).flatMap((inner, level) =>
      outer.flatMap((part) =>
        inner.flatMap((next) => {
          const loose = held([part, next], level);
          return top - level === 1 ? [...loose, ...held([part, asChild(next)], level)] : loose;
        }),
      ),
    ),
  );
  return [{ parts: [], isParent: false }, ...single, ...double];
}

function held(parts: readonly Part[], level: number): readonly Context[] {
  const loose = { parts, isParent: false };
  return level === 0 ? [loose, { parts, isParent: true }] : [loose];
}

function parentsOf(outline: Outline, blocks: readonly Block[], top = TOP): readonly Block[] {
  const parents = new Map<number, Block>();
  for (const block of blocks) {
    const parent = outline.parentOf(block);
    if (parent !== null && !top.test(parent.tag)) parents.set(parent.index, parent);
  }
  return [...parents.values()];
}

const TOP = /^(html|body)$/; // body
const PLAIN = /^(div|span|a|p|font|center|b)$/; // div: says nothing

function ownParts(blocks: readonly Block[]): readonly Part[] {
  const [first] = blocks;
  if (first === undefined) return [];
  const tag = blocks.every((block) => block.tag === first.tag) ? first.tag : null;
  const parts: Part[] = [];
  for (const token of sharedTokens(blocks)) {
    const cost = TOKEN_COST[tokenQuality(token)];
    if (cost < TOKEN_COST.styling) parts.push({ ...ANY, token, cost });
    if (tag !== null) parts.push({ ...ANY, tag, token, cost: cost + 0.2 });
  }
  if (tag !== null) {
    parts.push({ ...ANY, tag, cost: PLAIN.test(tag) ? 2.6 : 1.4 });
    if (blocks.every((block) => block.nth === first.nth)) parts.push({ ...ANY, tag, nth: first.nth, cost: 5 });
  }
  return parts;
}

function contextParts(blocks: readonly Block[], level: number): readonly Part[] {
  const far = level * FAR_COST;
  const ids =
    blocks.length === 1
      ? [blocks[0]?.element.attribs['id'] ?? ''].filter((id) => tokenQuality(id) === 'meaningful')
      : [];
  return [
    ...ids.map((id) => ({ ...ANY, id, cost: 0.9 + far })),
    ...ownParts(blocks).map((part) => ({ ...part, cost: part.cost + 0.1 + far })),
  ];
}

const FAR_COST = 0.25; // the farther away, the more comes in between
const MOST_TOKENS = 6;

function sharedTokens(blocks: readonly Block[]): readonly string[] {
  const [first, ...rest] = blocks;
  const usable = (first?.classes ?? []).filter((token) => tokenQuality(token) !== 'hashed');
  return usable.filter((token) => rest.every((block) => block.classes.includes(token))).slice(0, MOST_TOKENS);
}
