import { type Dice, type Language, say, tell } from './words.ts';

/** A page that is no list of publications, for the surroundings to be put around. */
export interface Other {
  readonly name: string;
  readonly render: (dice: Dice, language: Language) => string;
}

const times = (count: number, one: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => one(at)).join('\n');
const prose = (dice: Dice, language: Language, count: number): string =>
  times(count, () => `<p>${tell(dice, language, 45)}</p>`);

export const OTHERS: readonly Other[] = [
  {
    name: 'article',
    render: (dice, language) => `<article><time>2025-03-04</time>${prose(dice, language, 9)}</article>`,
  },
  {
    name: 'article with related links',
    render: (dice, language) =>
      `<div class="text">${prose(dice, language, 8)}</div><h3>${dice.pick(language.nouns)}</h3><ul class="related">${times(4, (at) => `<li><a href="/r/${at}">${say(dice, language, at)}</a></li>`)}</ul>`,
  },
  {
    name: 'article with links in the text',
    render: (dice, language) =>
      times(
        7,
        (at) =>
          `<p>${tell(dice, language, 30)} <a href="/x/${at}">${say(dice, language, at)}</a> ${tell(dice, language, 20)}</p>`,
      ),
  },
  {
    name: 'article with comments',
    render: (dice, language) =>
      `${prose(dice, language, 7)}<h3>Comments</h3><ol>${times(7, (at) => `<li id="c${at}"><b>Reader ${at}</b> <a href="#c${at}">2025-03-0${at + 1}</a><p>${tell(dice, language, 14)}</p></li>`)}</ol>`,
  },
  {
    name: 'questions and answers',
    render: (dice, language) =>
      times(
        9,
        () => `<details><summary>${say(dice, language, 1)}?</summary><p>${tell(dice, language, 40)}</p></details>`,
      ),
  },
  {
    name: 'questions with a table of contents',
    render: (dice, language) =>
      `<ul>${times(8, (at) => `<li><a href="#q${at}">${say(dice, language, at)}?</a></li>`)}</ul>${times(8, (at) => `<h3 id="q${at}">${say(dice, language, at)}?</h3><p>${tell(dice, language, 40)}</p>`)}`,
  },
  {
    name: 'forum thread',
    render: (dice, language) =>
      times(
        10,
        (at) =>
          `<div class="post" id="p${at}"><div class="user"><a href="/user/${at}">Reader ${at}</a></div><div class="when">2025-02-${10 + at}</div><div class="text">${tell(dice, language, 40)}</div></div>`,
      ),
  },
  {
    name: 'product',
    render: (dice, language) =>
      `<div class="gallery">${times(4, (at) => `<a href="/big/${at}.jpg"><img src="/s/${at}.jpg" alt=""></a>`)}</div><p class="price">€ 34.00</p><form><button>Add to cart</button></form><div class="description">${prose(dice, language, 3)}</div><table>${times(6, (at) => `<tr><th>${dice.pick(language.nouns)}</th><td>${at * 7} cm</td></tr>`)}</table>`,
  },
  {
    name: 'table of figures',
    render: (dice, language) =>
      `<p>${tell(dice, language, 20)}</p><table><tr><th>Gauge</th><th>2023</th><th>2024</th><th>2025</th></tr>${times(14, (at) => `<tr><td>${dice.pick(language.nouns)} ${at}</td><td>${dice.below(900)}</td><td>${dice.below(900)}</td><td>${dice.below(900)}</td></tr>`)}</table>`,
  },
  {
    name: 'opening hours and addresses',
    render: (dice, language) =>
      times(
        4,
        (at) =>
          `<div class="office"><h3>${dice.pick(language.nouns)}</h3><p>Quay ${at}, 20457</p><p>8:00–16:00</p><a href="mailto:o${at}@river.example">o${at}@river.example</a></div>`,
      ),
  },
  {
    name: 'nothing found',
    render: () =>
      '<form action="/search"><input name="q" value="xyzzy"><button>Search</button></form><p>No results found.</p>',
  },
  {
    name: 'search form',
    render: (dice, language) =>
      `<p>${tell(dice, language, 18)}</p><form action="/search"><label>Words <input name="q"></label><label>Year <select>${times(20, (at) => `<option>${2005 + at}</option>`)}</select></label>${times(8, (at) => `<label><input type="checkbox" name="k${at}">${dice.pick(language.nouns)}</label>`)}<button>Search</button></form>`,
  },
  {
    name: 'log-in form',
    render: () =>
      '<form action="/login" method="post"><label>User <input name="u"></label><label>Password <input type="password" name="p"></label><button>Log in</button></form>',
  },
  { name: 'not found', render: () => '<h2>Page not found</h2><p>The page you asked for does not exist.</p>' },
  {
    name: 'drawn by scripts',
    render: () => '<div id="root"></div><noscript>Please enable JavaScript.</noscript><script src="/app.js"></script>',
  },
  { name: 'nothing now', render: () => '<div class="view-empty"><p>There are no publications at this time.</p></div>' },
  {
    name: 'terms with numbered clauses',
    render: (dice, language) =>
      `<ol>${times(12, () => `<li><b>${dice.pick(language.nouns)}</b> ${tell(dice, language, 40)}</li>`)}</ol>`,
  },
  {
    name: 'about page',
    render: (dice, language) =>
      `${prose(dice, language, 3)}<ul>${times(5, () => `<li>${tell(dice, language, 8)}</li>`)}</ul>${prose(dice, language, 2)}`,
  },
  {
    name: 'picture gallery',
    render: (dice, language) =>
      times(
        12,
        (at) => `<a class="pic" href="/img/${at}.jpg"><img src="/t/${at}.jpg" alt="${dice.pick(language.nouns)}"></a>`,
      ),
  },
];
