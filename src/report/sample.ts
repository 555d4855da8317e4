import type { Item } from '../model/item.ts';
import type { Report } from '../model/report.ts';

const DAY_MS = 86_400_000;

/** A report of invented changes, plainly marked as a sample: what `test-mail` sends. */
export function sampleReport(madeAt: string): Report {
  const before = new Date(Date.parse(madeAt) - DAY_MS).toISOString();
  return {
    subscriberId: 'sample',
    isDigest: false,
    timezone: 'UTC',
    madeAt,
    sections: [
      {
        sourceId: 'sample',
        sourceTitle: 'Sample library (invented, to test your mail)',
        sourceUrl: 'https://publications.example/',
        changes: [
          {
            id: 'sample.1.added',
            key: 'https://publications.example/harbour-survey',
            kind: 'added',
            before: null,
            after: sampleItem('Harbour Survey, Third Quarter', 'harbour-survey', 'Depths and tides as measured.'),
            relatedId: null,
          },
          {
            id: 'sample.1.changed',
            key: 'https://publications.example/pilot-rules',
            kind: 'changed',
            before: sampleItem('Rules for Pilots', 'pilot-rules', 'In force from January for all ships.'),
            after: sampleItem('Rules for Pilots', 'pilot-rules', 'In force from March for ships above 300 tons.'),
            fields: ['summary'],
            isCosmetic: false,
            match: 'key',
          },
          {
            id: 'sample.1.removed',
            key: 'https://publications.example/light-dues',
            kind: 'removed',
            before: sampleItem('Light Dues', 'light-dues', null),
            after: null,
            fate: 'gone',
            proof: {
              lastSeen: before,
              missingSince: madeAt,
              crawls: 1,
              answer: { at: madeAt, method: 'HEAD', status: 404, location: null, code: null },
            },
            relatedId: null,
          },
        ],
        coverages: [
          { at: madeAt, coverage: { pages: 2, items: 20, totalShown: null, isComplete: true, comparedWith: before } },
        ],
      },
    ],
  };
}

function sampleItem(title: string, slug: string, summary: string | null): Item {
  const url = `https://publications.example/${slug}`;
  return { key: url, title, url, date: null, summary, extra: {} };
}
