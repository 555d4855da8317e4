import type { Publication } from './site.ts';

/** What a list shows before and after, and how the mail of it is asked for. */
export interface Plot {
  readonly before: readonly Publication[];
  readonly after: readonly Publication[];
  readonly sources: readonly string[]; // ids; all of them watch the same site
  readonly digest: string | null;
  readonly status: number; // what the list answers in the second crawl
}

/** The mails that are looked at from all sides, by name. */
export const PLOTS = {
  good: plot(FLEET(), [
    ...FLEET()
      .filter(({ slug }) => slug !== 'dredging' && slug !== 'pilotage')
      .map((one) =>
        one.slug === 'tide-tables'
          ? { ...one, summary: 'Times and heights at nine gauges, corrected for the new breakwater.' }
          : one,
      ),
    page('pilot-rules', 'Rules for Pilots &amp; Masters', 'In force from March for ships above 300 tons.'),
    { ...page('dredging', 'Dredging Permits', ''), gone: true },
    { ...page('pilotage', 'Pilotage Dues', 'By tonnage, from April.'), title: 'Pilotage Dues, Corrected' },
  ]),
  hostile: plot(FLEET(), [...FLEET(), ...HOSTILE()]),
  many: plot(many(0, 400, 'Depth at the berth is'), [
    ...many(0, 50, '').map((one) => ({ ...one, gone: true })),
    ...many(50, 250, 'Depth at the berth was'),
    ...many(250, 650, 'Depth at the berth is'),
  ]),
  digest: {
    ...plot(FLEET(), [...FLEET(), page('ice', 'Ice Report', 'None to speak of.')]),
    sources: ['harbour', 'canal'],
    digest: 'daily 07:00',
  },
  incident: { ...plot(FLEET(), FLEET()), status: 500 },
} as const satisfies Readonly<Record<string, Plot>>;

function plot(before: readonly Publication[], after: readonly Publication[]): Plot {
  return { before, after, sources: ['harbour'], digest: null, status: 200 };
}

function page(slug: string, title: string, summary: string): Publication {
  return { slug, title, summary };
}

function FLEET(): readonly Publication[] {
  return [
    page('tide-tables', 'Tide Tables', 'Times and heights at seven gauges, corrected for the old breakwater.'),
    page('dredging', 'Dredging Permits', 'What may be taken from the channel, and when.'),
    page('pilotage', 'Pilotage Dues', 'By tonnage, from April.'),
    page('lights', 'Lights and Buoys of the Outer Roads', 'Positions as surveyed.'),
    page('quay-walls', 'Inspection of the Quay Walls', 'Cracks are measured once a year.'),
    page('zollhafen', 'Zollhafen Zürich: Überblick', 'Grüße aus dem Binnenland.'),
    page('ports-ja', '港湾統計年報', '入港船舶の数と総トン数。'),
  ];
}

function HOSTILE(): readonly Publication[] {
  return [
    page('line-break', 'Notice&#13;&#10;Bcc: victim@example.net&#13;&#10;X-Evil: yes', 'Line breaks in a title.'),
    page(
      'script',
      '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;',
      '&lt;style&gt;*{display:none}&lt;/style&gt;',
    ),
    page('formula', '=HYPERLINK(&quot;http://evil.example/&quot;;&quot;press&quot;)', '+1+1|calc'),
    page('bidi', 'Invoice &#x202e;fdp.exe&#x202c; &#x2066;final&#x2069;', 'Zero&#x200b;width, soft&#xad;hyphen.'),
    page('encoded', '=?utf-8?b?RXZpbA==?= =?utf-8?q?Bcc:?=', 'Looks encoded.'),
    page('escape', 'Red &#27;[31malert&#7; and &#0; nothing', 'Terminal sequences.'),
    page('long', `Endless ${'and a day '.repeat(400)}`, `${'word '.repeat(3_000)}`),
    page('one-word', 'W'.repeat(3_000), `https://x.example/${'y'.repeat(3_000)}`),
    { ...page('lookalike', 'www.example.org', 'A title that reads like an address.'), href: 'http://other.example/' },
    { ...page('login', 'A link with a login', 'Shown, not linked.'), href: 'http://user:pass@other.example/x' },
    page('from', 'From the desk of the harbour master', '.\n.\nFrom here on'),
  ];
}

function many(from: number, to: number, words: string): readonly Publication[] {
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    return page(`berth-${number}`, `Survey of Berth ${number}`, `${words} ${(number % 17) + 3} metres.`);
  });
}
