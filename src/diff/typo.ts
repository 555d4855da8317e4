const LEAST_LETTERS = 5; // Iran and Iraq differ by one letter
const LEAST_LETTERS_LOST = 6; // grain and gain
const LEAST_LETTERS_OTHER = 7; // Houston and Boston, horse and house

/**
 * Is one word a misspelling of the other: two neighbours exchanged, a letter doubled, lost, added or, in a long word, another
 * one? An ending that makes another word (Niger, Nigeria; Dominica, Dominican) is none, nor is another beginning (legal, illegal).
 */
export function isTypo(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < LEAST_LETTERS - 1 || long.length < LEAST_LETTERS || long.length - short.length > 1) return false;
  const at = firstDifference(short, long);
  if (at === 0 || (at >= short.length && short.length < long.length)) return false;
  if (short.length < long.length) {
    const isDoubled = long[at] === long[at - 1];
    return short.slice(at) === long.slice(at + 1) && (isDoubled || long.length >= LEAST_LETTERS_LOST);
  }
  const isExchange =
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
  return isExchange || (short.slice(at + 1) === long.slice(at + 1) && long.length >= LEAST_LETTERS_OTHER);
}

/** The place of the first letter that differs; the length of the shorter word where none does. */
function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
