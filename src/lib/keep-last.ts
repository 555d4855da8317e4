/** The same function, which remembers what it last gave: for what is asked many times over about one thing, then about the next. */
export function keepLast<Result>(ask: (about: string) => Result): (about: string) => Result {
  let last: { readonly about: string; readonly result: Result } | null = null;
  return (about) => {
    if (last?.about !== about) last = { about, result: ask(about) };
    return last.result;
  };
}

/** The same function, which remembers up to `most` answers: for what is asked again and again in no order. */
export function keepSome<Result>(most: number, ask: (about: string) => Result): (about: string) => Result {
  const known = new Map<string, { readonly result: Result }>();
  return (about) => {
    let answer = known.get(about);
    if (answer === undefined) {
      answer = { result: ask(about) };
      if (known.size >= most) known.clear();
      known.set(about, answer);
    }
    return answer.result;
  };
}
