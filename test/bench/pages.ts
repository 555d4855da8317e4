/** How the records of a long listing are marked up. */
export type RecordMarkup = (typeof RECORD_MARKUPS)[number];
export const RECORD_MARKUPS = ['table', 'list', 'cards'] as const;

/** A listing page of about so many bytes, with a menu, a pager and a footer. The same for the same arguments. */
export function renderLongListing(
  markup: RecordMarkup,
  bytes: number,
): { readonly text: string; readonly records: number } {
  const { open, close, record } = FORMS[markup];
  const before = `${HEAD}${open}`;
  const after = `${close}${TAIL}`;
  const rows: string[] = [];
  let length = before.length + after.length;
  while (length < bytes) {
    const row = record(rows.length);
    rows.push(row);
    length += row.length;
  }
  return { text: `${before}${rows.join('')}${after}`, records: rows.length };
}

interface Form {
  readonly open: string;
  readonly close: string;
  readonly record: (number: number) => string;
}

const FORMS: Readonly<Record<RecordMarkup, Form>> = {
  table: {
    open: '<table class="holdings"><thead><tr><th>Date</th><th>Title</th><th>Kind</th></tr></thead><tbody>',
    close: '</tbody></table>',
    record: (number) =>
      `<tr class="${number % 2 === 0 ? 'even' : 'odd'}"><td class="field field-date">${dateOf(number)}</td><td class="field field-title"><a href="/publication/${number}">${words(number, 8)} ${number}</a></td><td class="field field-kind">${words(number, 2)}</td></tr>\n`,
  },
  list: {
    open: '<ul class="holdings">',
    close: '</ul>',
    record: (number) =>
      `<li class="holding"><h3><a href="/publication/${number}">${words(number, 8)} ${number}</a></h3><span class="date">${dateOf(number)}</span><p>${words(number, 25)}</p></li>\n`,
  },
  cards: {
    open: '<div class="row"><div class="holdings">',
    close: '</div></div>',
    record: (number) =>
      `<div class="card card-${number % 3}"><div class="card-image"><a href="/publication/${number}"><img src="/cover/${number}.jpg" alt=""></a></div><div class="card-body"><h3 class="card-title"><a href="/publication/${number}">${words(number, 8)} ${number}</a></h3><time datetime="2025-0${1 + (number % 9)}-1${number % 10}">${dateOf(number)}</time><p>${words(number, 30)}</p><a class="more" href="/publication/${number}">Read more</a></div></div>\n`,
  },
};

const WORDS =
  'annual report on the state of the harbour walls guidance for lock keepers survey of reed beds notice to mariners dredging plan review of tolls statement of accounts minutes bylaw tender map gauge readings winter levels'.split(
    ' ',
  );
const MONTHS = ['January', 'March', 'May', 'July', 'September', 'November'];

function words(number: number, count: number): string {
  return Array.from({ length: count }, (_, at) => WORDS[(number * 17 + at * 7 + number * at) % WORDS.length]).join(' ');
}

function dateOf(number: number): string {
  return `${MONTHS[number % MONTHS.length]} ${1 + (number % 28)}, ${2010 + (number % 15)}`;
}

const MENU = Array.from({ length: 60 }, (_, at) => `<li class="entry"><a href="/about/${at}">${words(at, 3)}</a></li>`);
const HEAD = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Publications</title></head><body><header><nav><ul class="menu">${MENU.join('')}</ul></nav></header><main id="main"><h1>Publications</h1>`;
const TAIL = `<ul class="pager"><li class="pager__item">1</li><li class="pager__item"><a href="?page=1">2</a></li><li class="pager__item pager__item--next"><a href="?page=1" rel="next">Next</a></li></ul></main><footer>${'<p><a href="/contact">Contact</a> Opening hours</p>'.repeat(10)}</footer></body></html>`;
