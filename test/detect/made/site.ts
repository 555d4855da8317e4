import { type Dice, type Language, say } from './words.ts';

/** What stands around the matter of a page. */
export interface Surroundings {
  readonly name: string;
  readonly wrap: (matter: string, pager: string, heading: string) => string;
}

/** The ways a made site dresses its pages. */
export function surroundings(dice: Dice, language: Language): readonly [Surroundings, ...Surroundings[]] {
  const menu = (count: number, folder: string): string =>
    Array.from({ length: count }, (_, at) => `<li><a href="/${folder}/${at}">${say(dice, language, at)}</a></li>`).join(
      '',
    );
  const short = (count: number): string =>
    Array.from({ length: count }, (_, at) => `<li><a href="/topic/${at}">${dice.pick(language.nouns)}</a></li>`).join(
      '',
    );
  const mega = Array.from(
    { length: 8 },
    (_, at) =>
      `<li><a href="/part/${at}">${dice.pick(language.nouns)}</a><ul class="sub">${menu(14, `part/${at}`)}</ul></li>`,
  ).join('');
  const social = ['facebook', 'youtube', 'instagram', 'linkedin']
    .map((name) => `<a href="https://www.${name}.example/river"><i></i>${name}</a>`)
    .join('');
  const crumbs =
    '<ol class="breadcrumb"><li><a href="/">Home</a></li><li><a href="/a">About</a></li><li><a href="/a/b">Press</a></li></ol>';
  const calendar = `<table class="calendar">${Array.from({ length: 5 }, (_, week) => `<tr>${Array.from({ length: 7 }, (__, day) => `<td><a href="/day/${week * 7 + day + 1}">${week * 7 + day + 1}</a></td>`).join('')}</tr>`).join('')}</table>`;
  const cloud = `<div class="tagcloud">${Array.from({ length: 30 }, (_, at) => `<a href="/tag/${at}" style="font-size:${10 + (at % 9)}px">${dice.pick(language.nouns)}</a> `).join('')}</div>`;
  const footer = `<footer>${Array.from({ length: 4 }, () => `<div><h4>${dice.pick(language.nouns)}</h4><ul>${short(6)}</ul></div>`).join('')}</footer>`;
  const sideBox = `<div class="box"><h3>${dice.pick(language.nouns)}</h3><ul>${menu(6, 'recent')}</ul></div>`;
  return [
    { name: 'bare', wrap: (matter, pager, heading) => `<body><h1>${heading}</h1>${matter}${pager}</body>` },
    {
      name: 'landmarks',
      wrap: (matter, pager, heading) =>
        `<body><header><nav><ul>${short(7)}</ul></nav></header><main><h1>${heading}</h1>${matter}${pager}</main>${footer}</body>`,
    },
    {
      name: 'mega menu',
      wrap: (matter, pager, heading) =>
        `<body><div id="top"><ul id="mega">${mega}</ul></div>${crumbs}<div id="content"><h1>${heading}</h1>${matter}${pager}</div><div id="bottom"><ul>${short(12)}</ul></div></body>`,
    },
    {
      name: 'side boxes',
      wrap: (matter, pager, heading) =>
        `<body><div class="header">${social}</div><div class="wrap"><div class="left">${sideBox}${calendar}</div><div class="middle"><h1>${heading}</h1>${matter}${pager}</div><div class="right">${sideBox}${cloud}</div></div>${footer}</body>`,
    },
    {
      name: 'tables for layout',
      wrap: (matter, pager, heading) =>
        `<body bgcolor="#ffffff"><table width="100%"><tr><td colspan="2">${social}</td></tr><tr><td width="160"><table>${Array.from({ length: 12 }, (_, at) => `<tr><td><a href="/m/${at}">${dice.pick(language.nouns)}</a></td></tr>`).join('')}</table></td><td><h2>${heading}</h2>${matter}${pager}</td></tr></table></body>`,
    },
    {
      name: 'ticker and form',
      wrap: (matter, pager, heading) =>
        `<body><div id="page"><div class="ticker"><ul>${menu(5, 'flash')}</ul></div><div class="content"><h1>${heading}</h1><form action="/search"><label>Year <select><option>2025<option>2024</select></label><input name="q"><button>Go</button></form><p>${say(dice, language, 1)}. ${say(dice, language, 2)}.</p>${matter}${pager}</div></div><div class="foot">${social}</div></body>`,
    },
    {
      name: 'divs alone',
      wrap: (matter, pager, heading) =>
        `<body><div><div><div>${Array.from({ length: 9 }, (_, at) => `<a href="/m/${at}">${dice.pick(language.nouns)}</a> `).join('')}</div></div><div><div><h1>${heading}</h1><div>${matter}</div><div>${pager}</div></div><div><h4>${dice.pick(language.nouns)}</h4>${Array.from({ length: 5 }, (_, at) => `<div><a href="/r/${at}">${say(dice, language, at)}</a></div>`).join('')}</div></div></div></body>`,
    },
  ];
}

/** Links to further pages, in some make. */
export function makePager(dice: Dice, { next }: Language): string {
  return dice.pick([
    '',
    `<nav class="pager" aria-label="Pages"><ul><li><a href="?page=0">1</a></li><li><a href="?page=1">2</a></li><li><a href="?page=2">3</a></li><li class="pager__item--next"><a href="?page=1" rel="next">${next} ›</a></li></ul></nav>`,
    `<div class="pages"><b>1</b> <a href="?p=2">2</a> <a href="?p=3">3</a> <a href="?p=2">${next}</a></div>`,
    `<div class="nav-links"><a href="?paged=2">${next} »</a></div>`,
  ]);
}
