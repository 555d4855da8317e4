import { byMonth, each, type Form, link, monthOf, stamp } from './markup.ts';

/** Lists as widespread content systems and public offices write them, names and wrappers included. */
export const SYSTEMS: readonly Form[] = [
  {
    name: 'Drupal view',
    render: (records) =>
      `<div class="views-element-container"><div class="view view-papers view-id-papers view-display-id-page_1 js-view-dom-id-8f1c9a"><div class="view-filters"><form><select><option>All</select></form></div><div class="view-content">${each(records, (r, at) => `<div class="views-row views-row-${at + 1}"><div class="views-field views-field-title"><span class="field-content">${link(r)}</span></div><div class="views-field views-field-created"><span class="field-content">${stamp(r)}</span></div><div class="views-field views-field-body"><div class="field-content">${r.summary}</div></div></div>`)}</div></div></div>`,
  },
  {
    name: 'WordPress query loop',
    render: (records) =>
      `<div class="wp-block-query"><ul class="wp-block-post-template is-layout-flow wp-container-core-post-template-is-layout-1">${each(records, (r) => `<li class="wp-block-post post-${r.number} post type-post status-publish format-standard hentry category-news"><h2 class="wp-block-post-title"><a href="${r.href}" target="_self">${r.title}</a></h2><div class="wp-block-post-date">${stamp(r)}</div><div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">${r.summary}</p><p class="wp-block-post-excerpt__more-text"><a href="${r.href}">…</a></p></div></li>`)}</ul></div>`,
  },
  {
    name: 'SharePoint list',
    render: (records) =>
      `<div class="ms-webpart-zone ms-fullWidth"><div id="WebPartWPQ2"><ul class="dfwp-column dfwp-list">${each(records, (r) => `<li class="dfwp-item"><div class="item link-item bullet"><span class="ms-dateText">${r.shownDate}</span><a href="${r.href}" title="" onclick="">${r.title}</a><div class="description">${r.summary}</div></div></li>`)}</ul></div></div>`,
  },
  {
    name: 'SharePoint table',
    render: (records) =>
      `<table class="ms-listviewtable" summary="Documents"><thead><tr class="ms-viewheadertr"><th class="ms-vh-icon"><img alt="Type" src="/i.gif"></th><th class="ms-vh2"><a href="javascript:">Name</a></th><th class="ms-vh2"><a href="javascript:">Modified</a></th></tr></thead><tbody>${each(records, (r, at) => `<tr class="${at % 2 ? 'ms-alternating ' : ''}ms-itmhover" iid="${at},${r.number},0"><td class="ms-vb-icon"><a href="${r.href}"><img alt="" src="/pdf.gif"></a></td><td class="ms-vb-title"><div class="ms-vb itx"><a class="ms-listlink" href="${r.href}">${r.title}</a></div></td><td class="ms-vb2"><nobr>${r.shownDate}</nobr></td></tr>`)}</tbody></table>`,
  },
  {
    name: 'Plone tiles',
    render: (records) =>
      `<div id="content-core"><div class="template-summary_view entries">${each(records, (r) => `<article class="entry"><header><span class="summary"><a href="${r.href}" class="contenttype-file state-published url">${r.title}</a></span><div class="documentByLine"><span class="documentPublished">${r.shownDate}</span></div></header><p class="description discreet">${r.summary}</p><p class="tileFooter"><a href="${r.href}">More</a></p></article>`)}</div></div>`,
  },
  {
    name: 'Liferay assets',
    render: (records) =>
      `<div class="portlet-boundary portlet-asset-publisher"><section class="portlet"><div class="portlet-content-container">${each(records, (r) => `<div class="asset-abstract default-asset-publisher"><div class="mb-2"><h4 class="component-title"><a class="asset-title d-inline" href="${r.href}"><span class="asset-anchor lfr-asset-anchor" id="asset-${r.number}"></span>${r.title}</a></h4></div><div class="d-flex"><span class="small text-secondary">${r.author}, ${r.shownDate}</span></div><div class="asset-content"><div class="asset-summary">${r.summary}</div></div></div>`)}</div></section></div>`,
  },
  {
    name: 'Joomla table, row headers',
    render: (records) =>
      `<form action="/" method="post"><table class="com-content-category__table category table table-striped"><caption class="visually-hidden">List of articles</caption><thead><tr><th scope="col">Title</th><th scope="col">Date</th></tr></thead><tbody>${each(records, (r, at) => `<tr class="cat-list-row${at % 2}"><th class="list-title" scope="row">${link(r)}</th><td class="list-date small">${r.shownDate}</td></tr>`)}</tbody></table></form>`,
  },
  {
    name: 'TYPO3 news',
    render: (records) =>
      `<div class="news"><div class="news-list-view">${each(records, (r, at) => `<div class="article articletype-0 ${at === 0 ? 'topnews' : ''}" itemscope itemtype="http://schema.org/Article"><div class="header"><h3><a title="" href="${r.href}"><span itemprop="headline">${r.title}</span></a></h3></div><div class="footer"><p><span class="news-list-date"><time itemprop="datePublished" datetime="${r.date}">${r.shownDate}</time></span></p></div><div class="teaser-text"><div itemprop="description"><p>${r.summary}</p></div><a class="more" href="${r.href}">→</a></div></div>`)}</div></div>`,
  },
  {
    name: 'AEM list, bold words in titles',
    render: (records) =>
      `<div class="cmp-list__container aem-Grid aem-Grid--12"><ul class="cmp-list">${each(records, (r) => `<li class="cmp-list__item"><article><a class="cmp-list__item-link" href="${r.href}"><span class="cmp-list__item-title">${r.title}</span></a><span class="cmp-list__item-date">${r.shownDate}</span></article></li>`)}</ul></div>`,
  },
  {
    name: 'list with rules every five',
    render: (records) =>
      `<div class="listBox"><ul class="list">${each(records, (r, at) => `<li><a href="${r.href}" target="_blank" title="">${r.title}</a><span>${r.date}</span></li>${at % 5 === 4 ? '<li class="line"></li>' : ''}`)}</ul></div>`,
  },
  {
    name: 'links of a list group',
    render: (records) =>
      `<div class="list-group">${each(records, (r) => `<a href="${r.href}" class="list-group-item list-group-item-action"><div class="d-flex w-100 justify-content-between"><h5 class="mb-1">${r.title}</h5><small>${r.shownDate}</small></div><p class="mb-1">${r.summary}</p></a>`)}</div>`,
  },
  {
    name: 'court docket',
    isLoose: true,
    render: (records) =>
      `<table id="docket" border="1"><thead><tr><th>#</th><th>Date Filed</th><th>Docket Text</th></tr></thead><tbody>${each(records, (r, at) => `<tr><th scope="row">${records.length - at}</th><td nowrap>${r.shownDate}</td><td>${r.title} (Attachments: # <a href="/att${r.href}">1</a>) (<a href="${r.href}">${r.number}</a>) (Entered: ${r.shownDate})</td></tr>`)}</tbody></table>`,
  },
  {
    name: 'gazette, number over title',
    render: (records) =>
      `<div class="results">${each(records, (r) => `<div class="result"><div class="result-head"><span class="no">No. ${r.number} / ${r.date.slice(0, 4)}</span> <span class="pub">${r.shownDate}</span></div><div class="result-title"><a href="${r.href}">${r.title}</a></div><div class="result-files"><a href="/pdf${r.href}">PDF (${r.number % 90} kB)</a> · <a href="/epub${r.href}">EPUB</a></div></div>`)}</div>`,
  },
  {
    name: 'papers of a parliament, nested by month',
    render: (records, language) =>
      `<ul class="tree">${byMonth(records)
        .map(
          (group) =>
            `<li><span>${monthOf(group, language)}</span><ul>${each(group, (r) => `<li><span class="ref">${r.number}/25</span> ${link(r)} <em>${r.shownDate}</em></li>`)}</ul></li>`,
        )
        .join('')}</ul>`,
  },
  {
    name: 'agenda of a calendar',
    render: (records) =>
      `<div class="tribe-events-calendar-list">${each(records, (r) => `<div class="tribe-common-g-row tribe-events-calendar-list__event-row"><div class="tribe-events-calendar-list__event-date-tag"><time class="tag" datetime="${r.date}"><span>Mon</span><span>${Number(r.date.slice(8))}</span></time></div><div class="tribe-events-calendar-list__event-wrapper"><article><header><div><time datetime="${r.date}">${r.shownDate} @ 10:00</time></div><h3><a href="${r.href}" rel="bookmark">${r.title}</a></h3></header><div><p>${r.summary}</p></div></article></div></div>`)}</div>`,
  },
  {
    name: 'accordion of years',
    render: (records, language) =>
      `<div class="accordion">${byMonth(records)
        .map(
          (group, at) =>
            `<div class="accordion-item"><h3 class="accordion-header"><button type="button" data-bs-target="#c${at}">${monthOf(group, language)}</button></h3><div id="c${at}" class="accordion-collapse"><div class="accordion-body"><ul>${each(group, (r) => `<li><a href="${r.href}">${r.title}</a> – ${r.shownDate}</li>`)}</ul></div></div></div>`,
        )
        .join('')}</div>`,
  },
  {
    name: 'research papers by DOI',
    hidesDate: true,
    isLoose: true,
    render: (records) =>
      `<div class="publist">${each(records, (r) => `<p class="pub">${r.author} and B. Shore. ${r.title}. <i>River Notes</i>, ${r.number % 40}(2):1–9, ${r.date.slice(0, 4)}. [<a href="${r.href}">doi</a>] [<a href="/bib/${r.number}.bib">bib</a>]</p>`)}</div>`,
  },
  {
    name: 'press room of tiles, date in the link',
    render: (records) =>
      `<div class="o-grid">${each(records, (r) => `<div class="o-grid__item"><a class="m-tile" href="${r.href}"><span class="m-tile__eyebrow">${r.shownDate}</span><span class="m-tile__headline">${r.title}</span></a></div>`)}</div>`,
  },
];
