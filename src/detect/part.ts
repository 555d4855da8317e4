import type { Block, Outline } from './outline.ts';

/** One compound of a selector: `#id`, `tag.class:nth-of-type(2)`, below or directly below the one before it. */
export interface Part {
  readonly id: string | null;
  readonly tag: string | null;
  readonly token: string | null;
  readonly nth: number | null;
  readonly isChild: boolean; // joined by `>`
  readonly cost: number; // how long, and how likely to change
}

export const ANY: Part = { id: null, tag: null, token: null, nth: null, isChild: false, cost: 0 };

export function printParts(parts: readonly Part[]): string {
  return parts.map((part, at) => `${at === 0 ? '' : part.isChild ? ' > ' : ' '}${printPart(part)}`).join('');
}

function printPart({ id, tag, token, nth }: Part): string {
  const name = `${tag ?? ''}${id === null ? '' : `#${id}`}${token === null ? '' : `.${token}`}`;
  return nth === null ? name : `${name}:nth-of-type(${nth})`;
}

export function costOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.cost, 0);
}

export function fits(part: Part, block: Block): boolean {
  if (part.tag !== null && part.tag !== block.tag) return false;
  if (part.id !== null && block.element.attribs['id'] !== part.id) return false;
  if (part.nth !== null && part.nth !== block.nth) return false;
  return part.token === null || block.classes.includes(part.token);
}

/** Does the block answer the selector? Ancestors from `top` up, itself included, are not looked at (null: all are). */
export function answers(outline: Outline, parts: readonly Part[], block: Block, top: Block | null): boolean {
  const last = parts.at(-1);
  if (last === undefined || !fits(last, block)) return false;
  return hangs(outline, parts, parts.length - 1, block, top);
}

/** Are the parts before `at` found above the block? Descendant joins take the nearest fit, except under a child join, which tries all. */
function hangs(outline: Outline, parts: readonly Part[], at: number, block: Block, top: Block | null): boolean {
  const before = parts[at - 1];
  if (before === undefined) return true;
  const isChild = parts[at]?.isChild === true;
  for (let above = outline.parentOf(block); above !== null && above !== top; above = outline.parentOf(above)) {
    if (fits(before, above) && hangs(outline, parts, at - 1, above, top)) return true;
    if (isChild) return false;
  }
  return false;
}
