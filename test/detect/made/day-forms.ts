import { each, type Form, link } from './markup.ts';
import type { MadeRecord } from './records.ts';

/** Records in threes: one date stands over each. */
function byDay(records: readonly MadeRecord[]): readonly (readonly MadeRecord[])[] {
  return [...Map.groupBy(records, ({ number }) => Math.floor(number / 3)).values()];
}
const days = (records: readonly MadeRecord[], one: (day: string, rows: readonly MadeRecord[]) => string): string =>
  each(byDay(records), (rows) => one(rows[0]?.shownDate ?? '', rows));

/** The date a careful human reads for each record, in page order. */
export function datesShown({ isByDay }: Form, records: readonly MadeRecord[]): readonly string[] {
  const groups = isByDay === true ? byDay(records) : records.map((record) => [record]);
  return groups.flatMap((rows) => rows.map(() => rows[0]?.date ?? ''));
}

/** Lists whose dates stand above several records. */
export const DAYS: readonly Form[] = [
  {
    name: 'lists by day',
    isByDay: true,
    render: (records) =>
      days(records, (day, rows) => `<h4 class="day">${day}</h4><ul>${each(rows, (r) => `<li>${link(r)}</li>`)}</ul>`),
  },
  {
    name: 'sections by day',
    isByDay: true,
    render: (records) =>
      days(
        records,
        (day, rows) =>
          `<section><header><h2>${day}</h2></header>${each(rows, (r) => `<article><h3>${link(r)}</h3><p>${r.summary}</p></article>`)}</section>`,
      ),
  },
  {
    name: 'table, day header rows',
    isByDay: true,
    render: (records) =>
      `<table class="list"><tbody>${days(records, (day, rows) => `<tr class="head"><td colspan="2">${day}</td></tr>${each(rows, (r) => `<tr><td>${r.kind}</td><td>${link(r)}</td></tr>`)}`)}</tbody></table>`,
  },
  {
    name: 'table, days without a name',
    isByDay: true,
    render: (records) =>
      `<table><tr><th>No.</th><th>Title</th></tr>${days(records, (day, rows) => `<tr><td colspan="2"><b>${day}</b></td></tr>${each(rows, (r) => `<tr><td>${r.number}</td><td>${link(r)}</td></tr>`)}`)}</table>`,
  },
  {
    name: 'a term a day, several descriptions',
    isByDay: true,
    render: (records) =>
      `<dl>${days(records, (day, rows) => `<dt>${day}</dt>${each(rows, (r) => `<dd>${link(r)}</dd>`)}`)}</dl>`,
  },
  {
    name: 'days and paragraphs',
    isByDay: true,
    render: (records) =>
      days(records, (day, rows) => `<h3>${day}</h3>${each(rows, (r) => `<p>${link(r)} – ${r.summary}</p>`)}`),
  },
  {
    name: 'lists in the days of a list',
    isByDay: true,
    render: (records) =>
      `<ul class="days">${days(records, (day, rows) => `<li><span>${day}</span><ul>${each(rows, (r) => `<li>${link(r)}</li>`)}</ul></li>`)}</ul>`,
  },
  {
    name: 'table, a cell that spans the rows of a day',
    isByDay: true,
    render: (records) =>
      `<table><thead><tr><th>Date</th><th>Title</th><th>Type</th></tr></thead><tbody>${days(records, (day, rows) =>
        each(
          rows,
          (r, at) =>
            `<tr>${at === 0 ? `<td class="when" rowspan="${rows.length}">${day}</td>` : ''}<td class="what">${link(r)}</td><td>${r.kind}</td></tr>`,
        ),
      )}</tbody></table>`,
  },
];
