/**
 * Shapes of what lies in our own files: made in a moment and quick to check, where a library's schemas would cost a short run more
 * than its crawl. Names as zod's, which reads what people write.
 */
export interface Shape<T> {
  /** Is it of this shape? Fields that a shape does not name are let be. */
  readonly is: (value: unknown) => value is T;
  /** The first place where it is not; null: it is. */
  readonly faultOf: (value: unknown) => Fault | null;
  nullable(): Shape<T | null>;
  /** As a field: it may be absent. */
  exactOptional(): Optional<T>;
}
export interface Optional<T> {
  readonly optional: Shape<T>;
}
export interface Fault {
  readonly path: readonly string[]; // from the outside in; empty: the value itself
  readonly wanted: string;
}
interface TextShape extends Shape<string> {
  length(characters: number): Shape<string>;
}
interface NumberShape extends Shape<number> {
  int(): NumberShape;
  nonnegative(): NumberShape;
}

function shape<T>(faultOf: (value: unknown) => Fault | null): Shape<T> {
  const made: Shape<T> = {
    is: (value): value is T => faultOf(value) === null,
    faultOf,
    nullable: () => shape<T | null>((value) => (value === null ? null : faultOf(value))),
    exactOptional: () => ({ optional: made }),
  };
  return made;
}

/** The value itself is not what was wanted. */
function wanted(words: string): Fault {
  return { path: [], wanted: words };
}

/** The same fault, seen from one step further out. */
function below(step: string, fault: Fault): Fault {
  return { path: [step, ...fault.path], wanted: fault.wanted };
}

export function string(): TextShape {
  const fault = wanted('a text');
  return {
    ...shape<string>((value) => (typeof value === 'string' ? null : fault)),
    length: (characters) =>
      shape<string>((value) =>
        typeof value === 'string' && value.length === characters ? null : wanted(`${characters} characters`),
      ),
  };
}

export function number(): NumberShape {
  return numberThat('a number', (value) => Number.isFinite(value));
}

function numberThat(words: string, isRight: (value: number) => boolean): NumberShape {
  const fault = wanted(words);
  return {
    ...shape<number>((value) => (typeof value === 'number' && isRight(value) ? null : fault)),
    int: () => numberThat('a whole number', (value) => isRight(value) && Number.isSafeInteger(value)),
    nonnegative: () => numberThat(`${words}, not below 0`, (value) => isRight(value) && value >= 0),
  };
}

export function boolean(): Shape<boolean> {
  const fault = wanted('true or false');
  return shape<boolean>((value) => (typeof value === 'boolean' ? null : fault));
}

export function literal<const Value extends string | true | null>(only: Value): Shape<Value> {
  const fault = wanted(JSON.stringify(only));
  return shape<Value>((value) => (value === only ? null : fault));
}

/** One of these words. */
export function words<const Word extends string>(known: readonly Word[]): Shape<Word> {
  const fault = wanted(`one of ${known.join(', ')}`);
  const all = new Set<unknown>(known);
  return shape<Word>((value) => (all.has(value) ? null : fault));
}

export function array<T>(element: Shape<T>): Shape<T[]> {
  const fault = wanted('a list');
  return shape<T[]>((value) => {
    if (!Array.isArray(value)) return fault;
    for (let index = 0; index < value.length; index++) {
      const inner = element.faultOf(value[index]);
      if (inner !== null) return below(String(index), inner);
    }
    return null;
  });
}

export function pair<First, Second>(first: Shape<First>, second: Shape<Second>): Shape<[First, Second]> {
  const fault = wanted('a pair');
  return shape<[First, Second]>((value) => {
    if (!Array.isArray(value) || value.length !== 2) return fault;
    return first.faultOf(value[0]) ?? second.faultOf(value[1]);
  });
}

/** Names of any kind, each with a value of one shape. */
export function record<T>(element: Shape<T>): Shape<Record<string, T>> {
  return shape<Record<string, T>>((value) => {
    if (!isObject(value)) return NO_OBJECT;
    for (const name of Object.keys(value)) {
      const inner = element.faultOf(value[name]);
      if (inner !== null) return below(name, inner);
    }
    return null;
  });
}

type Fields = Readonly<Record<string, Shape<unknown> | Optional<unknown>>>;
type RequiredNames<F extends Fields> = { [K in keyof F]: F[K] extends Optional<unknown> ? never : K }[keyof F];
type OptionalNames<F extends Fields> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];
type ValueOf<S> = S extends Shape<infer T> ? T : S extends Optional<infer T> ? T : never;
type ObjectOf<F extends Fields> = { [K in RequiredNames<F>]: ValueOf<F[K]> } & {
  [K in OptionalNames<F>]?: ValueOf<F[K]>;
};
interface ObjectShape<F extends Fields> extends Shape<ObjectOf<F>> {
  extend<More extends Fields>(more: More): ObjectShape<F & More>;
}

const NO_OBJECT = wanted('an object');

export function object<F extends Fields>(fields: F): ObjectShape<F> {
  const readers = Object.entries(fields).map(([name, field]) => ({ name, faultOf: fieldFault(field) }));
  return {
    ...shape<ObjectOf<F>>((value) => {
      if (!isObject(value)) return NO_OBJECT;
      for (const { name, faultOf } of readers) {
        const inner = faultOf(value[name]);
        if (inner !== null) return below(name, inner);
      }
      return null;
    }),
    extend: (more) => object({ ...fields, ...more }),
  };
}

function fieldFault(field: Shape<unknown> | Optional<unknown>): (value: unknown) => Fault | null {
  if (!('optional' in field)) return field.faultOf;
  const { faultOf } = field.optional;
  return (value) => (value === undefined ? null : faultOf(value));
}

/** Objects that tell by the word in one field which shape they have. */
export function discriminatedUnion<Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  field: string,
  shapes: Shapes,
): Shape<ValueOf<Shapes[keyof Shapes]>> {
  const byWord = new Map<unknown, Shape<unknown>>(Object.entries(shapes));
  const fault = below(field, wanted(`one of ${Object.keys(shapes).join(', ')}`));
  return shape<ValueOf<Shapes[keyof Shapes]>>((value) => {
    if (!isObject(value)) return NO_OBJECT;
    const chosen = byWord.get(value[field]);
    return chosen === undefined ? fault : chosen.faultOf(value);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
