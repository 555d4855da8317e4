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
    name: 'pictures with captions',
    render: (dice, language) =>
      `<div class="album">${times(16, (at) => `<figure><a href="/photo/${at}"><img src="/t/${at}.jpg" alt=""></a><figcaption>${dice.pick(language.nouns)}</figcaption></figure>`)}</div>`,
  },
  {
    name: 'forum thread of a known program',
    render: (dice, language) =>
      times(
        8,
        (at) =>
          `<article class="message message--post" id="js-post-${at}"><div class="message-user"><h4 class="message-name"><a href="/members/${at}">Reader ${at}</a></h4><h5>Member</h5></div><div class="message-main"><header><a href="/threads/12/post-${at}"><time datetime="2025-02-${10 + at}T10:00:00">Feb ${10 + at}, 2025</time></a></header><div class="bbWrapper">${tell(dice, language, 20 + dice.below(40))}</div></div></article>`,
      ),
  },
  {
    name: 'offices with maps',
    render: (dice, language) =>
      times(
        7,
        (at) =>
          `<div class="location"><h3><a href="/offices/${at}">${dice.pick(language.nouns)}</a></h3><p>Quay ${at}, 2045${at}</p><p><a href="tel:+4940${at}">+49 40 ${at}</a></p><a href="https://maps.example/?q=${at}">Map</a></div>`,
      ),
  },
  {
    name: 'people',
    render: (dice, language) =>
      `<ul class="people">${times(14, (at) => `<li><a href="/people/${at}"><img src="/p/${at}.jpg" alt="">${dice.pick(['Ada', 'Ben', 'Cleo', 'Dov', 'Eri'])} ${dice.pick(['Brook', 'Weir', 'Sluys', 'Marsh'])}</a><span>${dice.pick(language.nouns)}</span></li>`)}</ul>`,
  },
  {
    name: 'month of a calendar',
    render: (dice, language) =>
      `<table class="month">${times(5, (week) => `<tr>${times(7, (day) => `<td>${week * 7 + day + 1}${dice.below(5) === 0 ? `<a href="/event/${week * 7 + day}">${dice.pick(language.nouns)}</a>` : ''}</td>`)}</tr>`)}</table>`,
  },
  {
    name: 'cookies and their purposes',
    render: (dice, language) =>
      `${prose(dice, language, 2)}<table><tr><th>Name</th><th>Purpose</th><th>Ends</th></tr>${times(9, (at) => `<tr><td>_ck${at}</td><td>${tell(dice, language, 6)}</td><td>${at + 1} days</td></tr>`)}</table>${prose(dice, language, 2)}`,
  },
  {
    name: 'one film, others beside it',
    render: (dice, language) =>
      `<video src="/v.mp4"></video><p>${tell(dice, language, 60)}</p><div class="up-next">${times(6, (at) => `<a href="/watch/${at}"><img src="/v/${at}.jpg" alt=""><span>${say(dice, language, at)}</span><span>${at + 2}:1${at}</span></a>`)}</div>`,
  },
  {
    name: 'parts of the site',
    render: (dice, language) =>
      times(
        6,
        () =>
          `<div class="part"><h2>${dice.pick(language.nouns)}</h2><ul>${times(5, (at) => `<li><a href="/s/${dice.below(900)}/${at}">${dice.pick(language.nouns)}</a></li>`)}</ul></div>`,
      ),
  },
  {
    name: 'a notice with its documents',
    render: (dice, language) =>
      `<p>2025-03-04</p>${prose(dice, language, 5)}<h3>Documents</h3><ul>${times(3, (at) => `<li><a href="/file/${at}.pdf">${say(dice, language, at)}</a> (PDF)</li>`)}</ul>`,
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
