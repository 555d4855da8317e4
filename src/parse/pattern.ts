import { type PatternNode, readPattern } from './pattern-syntax.ts';

const MOST_STEPS = 2_000; // of a compiled pattern; {n,m} writes its body out
const MOST_TEXT = 10_000; // characters of a value that are looked at

/**
 * Why a recipe's regular expression cannot be used, as the end of a sentence ("refers back to a group, which is not
 * supported"); null where it can. What is accepted runs in time proportional to the text, whatever the text.
 */
export function findPatternFault(pattern: string): string | null {
  const reading = readPattern(pattern);
  if (reading.kind === 'fault') return reading.message;
  return compile(reading.node) === null ? 'is too large once its {n,m} are written out' : null;
}

/** Finds a pattern in a text; the text of its first group, or of the whole match where it has none. null: no match. */
export type Matcher = (text: string) => string | null;

/**
 * Makes the matcher of a pattern, that of RegExp for what is accepted (leftmost match, greedy and lazy), without its
 * backtracking: all ways to match advance together, character by character (Thompson 1968, Pike). A pattern with a fault never matches.
 */
export function createMatcher(pattern: string): Matcher {
  const reading = readPattern(pattern);
  const steps = reading.kind === 'fault' ? null : compile(reading.node);
  if (steps === null) return () => null;
  const group = steps.some((step) => step.kind === 'mark' && step.slot === 2) ? 2 : 0;
  return (text) => {
    const places = run(steps, text.slice(0, MOST_TEXT));
    const [from, to] = [places?.[group] ?? NOWHERE, places?.[group + 1] ?? NOWHERE];
    return from === NOWHERE || to === NOWHERE ? null : text.slice(from, to);
  };
}

type Edge = Extract<PatternNode, { kind: 'edge' }>['edge'];
type Step =
  | { readonly kind: 'atom'; readonly test: RegExp }
  | { readonly kind: 'edge'; readonly edge: Edge }
  | { readonly kind: 'mark'; readonly slot: number } // 0, 1: the whole match; 2, 3: the first group
  | { readonly kind: 'fork'; first: number; second: number } // tried in this order
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'done' };

/** The pattern as steps; null where there are too many. */
function compile(node: PatternNode): readonly Step[] | null {
  const steps: Step[] = [{ kind: 'mark', slot: 0 }];
  emit(node, steps);
  steps.push({ kind: 'mark', slot: 1 }, { kind: 'done' });
  return steps.length > MOST_STEPS ? null : steps;
}

function emit(node: PatternNode, steps: Step[]): void {
  if (steps.length > MOST_STEPS) return;
  switch (node.kind) {
    case 'atom':
    case 'edge':
      steps.push(node);
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, steps);
      return;
    case 'choice':
      emitChoice(node.options, steps);
      return;
    case 'group':
      if (node.number === 1) steps.push({ kind: 'mark', slot: 2 });
      emit(node.body, steps);
      if (node.number === 1) steps.push({ kind: 'mark', slot: 3 });
      return;
    case 'repeat':
      emitRepeat(node, steps);
  }
}

function emitChoice(options: readonly PatternNode[], steps: Step[]): void {
  const jumps: { to: number }[] = [];
  for (const [at, option] of options.entries()) {
    const isLast = at === options.length - 1;
    const fork = { kind: 'fork' as const, first: steps.length + 1, second: 0 };
    if (!isLast) steps.push(fork);
    emit(option, steps);
    if (isLast) continue;
    const jump = { kind: 'jump' as const, to: 0 };
    steps.push(jump);
    jumps.push(jump);
    fork.second = steps.length;
  }
  for (const jump of jumps) jump.to = steps.length;
}

function emitRepeat(node: Extract<PatternNode, { kind: 'repeat' }>, steps: Step[]): void {
  for (let times = 0; times < node.least; times++) emit(node.body, steps);
  const exits: ((after: number) => void)[] = [];
  const optional = (): number => {
    const fork = { kind: 'fork' as const, first: 0, second: 0 };
    const at = steps.push(fork) - 1;
    if (node.isLazy) fork.second = at + 1;
    else fork.first = at + 1;
    exits.push((after) => {
      if (node.isLazy) fork.first = after;
      else fork.second = after;
    });
    emit(node.body, steps);
    return at;
  };
  if (node.most === null) {
    const at = optional();
    steps.push({ kind: 'jump', to: at });
  } else {
    for (let times = node.least; times < node.most && steps.length <= MOST_STEPS; times++) optional();
  }
  for (const exit of exits) exit(steps.length);
}

const NOWHERE = -1;
type Places = readonly number[]; // of the marks, by slot
interface Thread {
  readonly at: number; // of its next step
  readonly places: Places;
}

function run(steps: readonly Step[], text: string): Places | null {
  let threads: readonly Thread[] = [];
  let best: Places | null = null;
  for (let position = 0; position <= text.length; ) {
    const point = text.codePointAt(position);
    const character = point === undefined ? '' : String.fromCodePoint(point);
    const front: Front = { text, position, reached: new Set(), here: [] };
    for (const thread of threads) follow(steps, thread, front);
    if (best === null) follow(steps, { at: 0, places: NO_PLACES }, front);
    const { match, survivors } = advance(steps, front.here, character);
    best = match ?? best;
    if (best !== null && survivors.length === 0) return best;
    threads = survivors;
    position += Math.max(1, character.length);
  }
  return best;
}

/** Lets the threads read one character, best first: a match cuts off those after it, which count only where it fails. */
function advance(steps: readonly Step[], threads: readonly Thread[], character: string) {
  const survivors: Thread[] = [];
  for (const { at, places } of threads) {
    const step = steps[at];
    if (step?.kind === 'done') return { match: places, survivors };
    if (step?.kind === 'atom' && character !== '' && step.test.test(character)) survivors.push({ at: at + 1, places });
  }
  return { match: null, survivors };
}
const NO_PLACES: Places = [NOWHERE, NOWHERE, NOWHERE, NOWHERE];

interface Front {
  readonly text: string;
  readonly position: number;
  readonly reached: Set<number>;
  readonly here: Thread[];
}

/** Follows a thread to the steps that look at the next character; no step is reached twice at one place. */
function follow(steps: readonly Step[], start: Thread, front: Front): void {
  const ahead: Thread[] = [start];
  for (let thread = ahead.pop(); thread !== undefined; thread = ahead.pop()) {
    const { at, places } = thread;
    const step = steps[at];
    if (step === undefined || front.reached.has(at)) continue;
    front.reached.add(at);
    switch (step.kind) {
      case 'jump':
        ahead.push({ at: step.to, places });
        break;
      case 'fork':
        ahead.push({ at: step.second, places }, { at: step.first, places });
        break;
      case 'mark':
        ahead.push({ at: at + 1, places: places.with(step.slot, front.position) });
        break;
      case 'edge':
        if (isAtEdge(step.edge, front.text, front.position)) ahead.push({ at: at + 1, places });
        break;
      case 'atom':
      case 'done':
        front.here.push(thread);
    }
  }
}

const WORD = /^\w$/; // a

function isAtEdge(edge: Edge, text: string, position: number): boolean {
  if (edge === 'start') return position === 0;
  if (edge === 'end') return position === text.length;
  const isBoundary = WORD.test(text[position - 1] ?? '') !== WORD.test(text[position] ?? '');
  return isBoundary === (edge === 'boundary');
}
