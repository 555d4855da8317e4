import { DAYS } from './day-forms.ts';
import { byMonth, each, type Form, link, monthOf, stamp } from './markup.ts';
import { SYSTEMS } from './system-forms.ts';

const TABLES: readonly Form[] = [
  {
    name: 'table, linked title',
    render: (records) =>
      `<table class="views-table cols-3"><thead><tr><th>Date</th><th>Title</th><th>Type</th></tr></thead><tbody>${each(records, (r, at) => `<tr class="${at % 2 ? 'odd' : 'even'}"><td>${r.shownDate}</td><td>${link(r)}</td><td>${r.kind}</td></tr>`)}</tbody></table>`,
  },
  {
    name: 'table, link says PDF',
    isLoose: true,
    render: (records) =>
      `<table><tr><th>Title</th><th>Date</th><th>File</th></tr>${each(records, (r) => `<tr><td>${r.title}</td><td>${r.shownDate}</td><td><a href="${r.href}">PDF</a></td></tr>`)}</table>`,
  },
  {
    name: 'table, docket number is the link',
    isLoose: true,
    render: (records) =>
      `<table class="opinions"><tr><td><b>Docket</b></td><td><b>Caption</b></td><td><b>Filed</b></td></tr>${each(records, (r) => `<tr><td><a href="${r.href}">${r.number % 90}-${r.number}</a></td><td>${r.title}</td><td>${r.shownDate}</td></tr>`)}</table>`,
  },
  {
    name: 'table, month header rows',
    render: (records, language) =>
      `<table class="list"><tbody>${byMonth(records)
        .map(
          (group) =>
            `<tr class="month"><td colspan="2"><strong>${monthOf(group, language)}</strong></td></tr>${each(group, (r) => `<tr><td>${r.shownDate}</td><td>${link(r)}</td></tr>`)}`,
        )
        .join('')}</tbody></table>`,
  },
  {
    name: 'table a month',
    render: (records, language) =>
      byMonth(records)
        .map(
          (group) =>
            `<h3>${monthOf(group, language)}</h3><table class="table"><tbody>${each(group, (r) => `<tr><td>${r.shownDate}</td><td>${link(r)}</td><td>${r.author}</td></tr>`)}</tbody></table>`,
        )
        .join(''),
  },
  {
    name: 'table a record',
    render: (records) =>
      each(
        records,
        (r) =>
          `<table width="100%" cellpadding="2"><tr><td><b>${link(r)}</b></td></tr><tr><td>${r.shownDate}</td></tr><tr><td>${r.summary}</td></tr></table><br>`,
      ),
  },
  {
    name: 'tbody a record',
    render: (records) =>
      `<table class="results"><thead><tr><th>No.</th><th>Title</th><th>Date</th></tr></thead>${each(records, (r) => `<tbody><tr><td rowspan="2">${r.number}</td><td>${link(r)}</td><td>${r.shownDate}</td></tr><tr><td colspan="2">${r.summary}</td></tr></tbody>`)}</table>`,
  },
  {
    name: 'two rows a record',
    render: (records) =>
      `<table id="grid">${each(records, (r) => `<tr><td colspan="2"><a href="${r.href}"><b>${r.title}</b></a></td></tr><tr><td>${r.shownDate}</td><td>${r.summary}</td></tr>`)}</table>`,
  },
  {
    name: 'layout table',
    render: (records) =>
      `<table width="100%"><tr><td width="180">&nbsp;</td><td><table cellspacing="0">${each(records, (r) => `<tr><td valign="top"><img src="/dot.gif" alt=""></td><td><font face="Arial">${link(r)}</font><br><font size="1">${r.shownDate}</font></td></tr>`)}</table></td></tr></table>`,
  },
  {
    name: 'wide table, several files',
    isLoose: true,
    render: (records) =>
      `<table class="usa-table"><thead><tr><th>No</th><th>Date</th><th>Subject</th><th>By</th><th>Files</th></tr></thead><tbody>${each(records, (r) => `<tr><td>${r.number}</td><td>${r.shownDate}</td><td>${r.title}</td><td>${r.author}</td><td><a href="${r.href}">PDF</a> | <a href="/word${r.href}">DOC</a></td></tr>`)}</tbody></table>`,
  },
];

const LISTS: readonly Form[] = [
  {
    name: 'list, date behind',
    render: (records) => `<ul>${each(records, (r) => `<li>${link(r)} (${r.shownDate})</li>`)}</ul>`,
  },
  {
    name: 'list, date before',
    render: (records) =>
      `<ul class="news">${each(records, (r) => `<li><span class="date">${r.shownDate}</span> ${link(r)}</li>`)}</ul>`,
  },
  {
    name: 'list with headings',
    render: (records) =>
      `<ul class="listing">${each(records, (r) => `<li class="listing__item"><h3>${link(r)}</h3>${stamp(r)}<p>${r.summary}</p></li>`)}</ul>`,
  },
  {
    name: 'list without dates',
    hidesDate: true,
    render: (records) => `<ol class="docs">${each(records, (r) => `<li>${link(r)}</li>`)}</ol>`,
  },
  {
    name: 'lists by year',
    render: (records, language) =>
      byMonth(records)
        .map(
          (group) =>
            `<h2>${monthOf(group, language)}</h2><ul>${each(group, (r) => `<li>${r.shownDate}: ${link(r)}</li>`)}</ul>`,
        )
        .join(''),
  },
  {
    name: 'definition list',
    render: (records) =>
      `<dl>${each(records, (r) => `<dt>${link(r)}</dt><dd>${r.shownDate}</dd><dd>${r.summary}</dd>`)}</dl>`,
  },
  {
    name: 'definition list, dates as terms',
    render: (records) => `<dl class="news">${each(records, (r) => `<dt>${r.shownDate}</dt><dd>${link(r)}</dd>`)}</dl>`,
  },
  {
    name: 'long citations',
    hidesDate: true,
    render: (records) =>
      `<ul class="citations">${each(records, (r) => `<li>${r.author}, B. Shore (${r.date.slice(0, 4)}): ${r.title}. <i>River Notes</i> ${r.number % 40}, 1–9. <a href="${r.href}">doi:10.5/${r.number}</a></li>`)}</ul>`,
    isLoose: true,
  },
];

const FLAT: readonly Form[] = [
  {
    name: 'headings and paragraphs',
    render: (records) =>
      each(records, (r) => `<h3>${link(r)}</h3><p class="meta">${r.shownDate}</p><p>${r.summary}</p>`),
  },
  {
    name: 'paragraphs',
    render: (records) => each(records, (r) => `<p>${link(r)}<br>${r.shownDate}<br>${r.summary}</p>`),
  },
  {
    name: 'lines',
    hidesDate: true,
    render: (records) => `<p>${each(records, (r) => `${r.shownDate} - ${link(r)}<br>`)}</p>`,
  },
  {
    name: 'strong lines',
    render: (records) => each(records, (r) => `<p><strong>${r.shownDate}</strong> ${link(r)}</p>`),
  },
  {
    name: 'rules between',
    render: (records) =>
      each(
        records,
        (r) =>
          `<h4>${r.title}</h4><div>${r.shownDate}</div><div>${r.summary} <a href="${r.href}">Read more</a></div><hr>`,
      ),
    isLoose: true,
  },
];

const BOXES: readonly Form[] = [
  {
    name: 'cards, one big link',
    render: (records) =>
      `<div class="grid">${each(records, (r) => `<a class="card" href="${r.href}"><img src="/i/${r.number}.jpg" alt=""><h3>${r.title}</h3><span>${r.shownDate}</span><p>${r.summary}</p></a>`)}</div>`,
  },
  {
    name: 'cards of many links',
    render: (records) =>
      `<section class="cards">${each(records, (r) => `<article class="post post-${r.number} type-post"><a href="${r.href}"><img src="/i/${r.number}.jpg" alt=""></a><h2 class="entry-title">${link(r)}</h2><p class="meta">${stamp(r)} by <a href="/author/${r.author.slice(3)}">${r.author}</a> in <a href="/topic/${r.number % 4}">${r.kind}</a></p><p>${r.summary}</p><a class="more-link" href="${r.href}">Continue</a></article>`)}</section>`,
  },
  {
    name: 'rows of cards',
    render: (records) => {
      const rows = [...Map.groupBy(records.entries(), ([at]) => Math.floor(at / 3)).values()];
      return rows
        .map(
          (row) =>
            `<div class="row">${row.map(([, r]) => `<div class="col-md-4"><div class="tile"><h4>${link(r)}</h4><small>${r.shownDate}</small><p>${r.summary}</p></div></div>`).join('')}</div>`,
        )
        .join('');
    },
  },
  {
    name: 'boxes without names',
    render: (records) =>
      `<div>${each(records, (r) => `<div><div>${link(r)}</div><div>${r.shownDate}</div><div>${r.summary}</div></div>`)}</div>`,
  },
  {
    name: 'names without sense',
    render: (records) =>
      `<div class="sc-1a2b3c">${each(records, (r) => `<div class="css-9x8y7z"><a class="css-k3j2h1" href="${r.href}"><span class="jss42">${r.title}</span></a><span class="css-q1w2e3">${r.shownDate}</span></div>`)}</div>`,
  },
  {
    name: 'roles in place of lists',
    render: (records) =>
      `<div role="list">${each(records, (r) => `<div role="listitem"><news-teaser><h3>${link(r)}</h3><p>${r.shownDate}</p></news-teaser></div>`)}</div>`,
  },
  {
    name: 'date boxes',
    render: (records, { months }) =>
      `<div class="events">${each(records, (r) => `<div class="event"><div class="event-date"><span class="month">${months[Number(r.date.slice(5, 7)) - 1] ?? r.date.slice(5, 7)}</span> <span class="day">${Number(r.date.slice(8))}</span></div><div class="event-body"><a href="${r.href}">${r.title}</a><p>${r.summary}</p></div></div>`)}</div>`,
    hidesDate: true,
  },
  {
    name: 'details that open',
    isLoose: true,
    render: (records) =>
      each(
        records,
        (r) =>
          `<details class="doc"><summary>${r.title}</summary><p>${r.shownDate}. ${r.summary}</p><a href="${r.href}" class="btn">Download</a></details>`,
      ),
  },
];

export const FORMS: readonly Form[] = [...TABLES, ...LISTS, ...DAYS, ...SYSTEMS, ...FLAT, ...BOXES];
