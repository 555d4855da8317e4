/** From here on nine in ten are the list that was meant; below it a person is asked, and told what speaks against it. */
export const SURE = 0.8;

const MOST_TOLD = 3;
const LEAST_COST = 0.5; // of evidence: less speaks against nothing

/** What speaks most against the records, in words, the weightiest first. `costs` says by how much, by the name of the signal. */
export function doubtsInWords(costs: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(costs)
    .filter(([name, cost]) => cost >= LEAST_COST && WORDS.has(name))
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_TOLD)
    .flatMap(([name]) => WORDS.get(name) ?? []);
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['score', 'little sets them apart from other parts of the page'],
  ['dates', 'dates are missing'],
  ['links', 'not all of them have a link of their own'],
  ['wordy', 'their titles are short'],
  ['count', 'there are few of them'],
  ['overProse', 'the page holds much running text'],
  ['chrome', 'they stand in what looks like a menu or a side box'],
  ['likeness', 'they differ in their make'],
  ['article', 'the page calls itself an article'],
  ['product', 'the page calls itself a product'],
  ['other', 'the page reads like an error, a log-in form or a notice'],
  ['empty', 'the page says that it has nothing'],
  ['undrawn', 'the page holds an empty box that scripts would fill'],
  ['prose', 'their links stand in running text'],
  ['before', "they stand before the page's heading"],
  ['talk', 'they read like contributions to a discussion'],
  ['essay', 'their titles are as long as texts'],
  ['contacts', 'they hold telephone numbers or mail addresses'],
  ['wordless', 'their links are pictures'],
  ['boxes', 'each holds several links, as a part of a site does'],
  ['otherNamed', 'the page tells machines of other records (JSON-LD)'],
]);
