/** Runs one piece of work after the other, in the order they came, whatever becomes of each. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Work on one file that must not meet itself: two appends at one offset, two writers of one temporary file. */
export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined); // told to whoever asked for it
    return mine;
  };
}
