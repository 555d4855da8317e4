import type { IncidentCode } from '../model/errors.ts';
import type { Incident } from '../model/incident.ts';
import type { Source } from '../model/source.ts';

/** What an operator may do about an incident, commands among it. */
export function adviceFor(source: Source, incident: Incident): string[] {
  const look = `Look: pubwatch preview ${source.id}`;
  const accept = `If the list really is like this now: pubwatch crawl ${source.id} --rebaseline`;
  const steps = ADVICE[incident.code].map((line) => (line === 'look' ? look : line === 'accept' ? accept : line));
  return [...sayProposal(source, incident), ...steps];
}

/** Which recipe would read the page, and the command that puts it into the source file; nothing is applied by itself. */
function sayProposal({ id }: Source, { proposal }: Incident): string[] {
  if (proposal === undefined) return [];
  const { knownCount, expectedCount, itemCount, recipe } = proposal;
  return [
    `Another recipe reads this page: ${itemCount} records, ${knownCount} of the ${expectedCount} known ones among them (item: ${recipe.item}).`,
    `Take it into the source file: pubwatch accept ${id}`,
  ];
}

const WAIT = 'Nothing need be done if the site comes back by itself; each scheduled check tries again.';
const ADVICE: Readonly<Record<IncidentCode, readonly string[]>> = {
  FETCH_TIMEOUT: [WAIT],
  FETCH_NETWORK: [WAIT],
  FETCH_TLS: [
    'The certificate is not trusted here. Open the address in a browser; for a certificate authority of your own set `fetch.caFile`.',
  ],
  FETCH_STATUS: ['Open the address in a browser: the list may have moved.', 'look'],
  FETCH_TOO_LARGE: ['If the page really is this large, raise `fetch.maxBody` of the source.'],
  FETCH_ROBOTS: ["The site's robots.txt does not let pubwatch in, or could not be read. Ask the site's owner."],
  FETCH_REFUSED_ADDRESS: ['Private addresses are refused. In an intranet set `fetch.allowPrivateAddresses: true`.'],
  FETCH_REDIRECT: ['The list may have moved: open the address in a browser and put the new one into the source file.'],
  BLOCKED: [
    "The site refuses automatic visits for now. pubwatch does not try to get around that; ask the site's owner to let it in.",
  ],
  LISTING_EMPTY: ['look', 'accept'],
  LISTING_COLLAPSED: ['look', 'accept'],
  LISTING_UNREADABLE: ['The page looks redesigned, or is not the list.', 'look'],
  LISTING_INCOMPLETE: ['look', 'accept'],
  LISTING_UNSTABLE: [WAIT],
  STATE_DAMAGED: [
    'Name the damage: pubwatch verify',
    'Put the file back from a backup, or remove the folder of this source for a new baseline.',
  ],
  STATE_NEWER: ['The state was written by a newer pubwatch: update this one.'],
};
