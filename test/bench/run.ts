// Whole-process figures, each as a ratio within one run: `npm run bench -- [SCENARIO...] [--runs N] [--sources N] [--alone]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contender, contenders, type Prepare } from './contenders.ts';
import { benchDetection } from './detect.ts';
import { type Measured, measure, median } from './measure.ts';
import { type Site, type SiteState, startSite } from './origin.ts';
import { benchPostgres } from './postgres.ts';
import { benchReliability } from './reliability.ts';

const HOSTS = 20; // loopback addresses that the sources are spread over
const SOUND: SiteState = {
  generation: 0,
  changedShare: 0.1,
  records: 50,
  changedRecords: 1,
  hasEtag: true,
  mood: 'sound',
};

/** What is done between two runs of a contender, and what the run is called. */
interface Phase {
  readonly name: string;
  readonly site: Partial<SiteState>;
}

const WATCHED: readonly Phase[] = [
  { name: 'first', site: SOUND },
  { name: 'unchanged, 304', site: {} },
  { name: 'unchanged, no ETag', site: { hasEtag: false } },
  { name: '10 % changed', site: { generation: 1 } },
];
const QUALITY: readonly Phase[] = [
  { name: 'first', site: { ...SOUND, hasEtag: false } },
  ...(['noise', 'reversed'] as const).map((mood) => ({ name: mood, site: { mood } })),
  { name: 'changed', site: { mood: 'sound', generation: 1 } },
  ...(['empty', 'redesign', 'http500'] as const).map((mood) => ({ name: mood, site: { mood } })),
  { name: 'recovered', site: { mood: 'sound' } },
];

const SCENARIOS: Readonly<Record<string, () => Promise<void> | void>> = {
  detect: () => benchDetection(Number(options.runs)),
  reliability: benchReliability,
  postgres: () => benchPostgres(Number(options.sources)),
  A: () => compare('A: one source, cold process', 1, WATCHED),
  B: () => compare(`B: ${options.sources} sources on ${HOSTS} hosts`, Number(options.sources), WATCHED),
  Q: () => compare('Q: what is reported of 20 sources', 20, QUALITY, 1),
  big: () =>
    compare(`big: one page of ${options.records} records`, 1, [
      {
        name: 'first',
        site: { ...SOUND, records: Number(options.records), changedRecords: Number(options.records) / 1000 },
      },
      { name: 'unchanged, no ETag', site: { hasEtag: false } },
      { name: '0.1 % changed', site: { generation: 1, changedShare: 1 } },
    ]),
};

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    sources: { type: 'string', default: '1000' },
    records: { type: 'string', default: '10000' },
    alone: { type: 'boolean', default: false }, // without the others
  },
});

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}; medians of ${options.runs}`);
for (const name of positionals.length > 0 ? positionals : ['detect', 'reliability', 'A', 'B', 'big', 'Q']) {
  const scenario = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
  if (scenario === undefined) throw new Error(`no scenario ${name}; there are ${Object.keys(SCENARIOS).join(', ')}`);
  await scenario();
}

/** Runs every contender through the phases, taking turns, and prints the figures beside each other. */
async function compare(
  title: string,
  sources: number,
  phases: readonly Phase[],
  runs = Number(options.runs),
): Promise<void> {
  console.log(`\n${title}`);
  const site = await startSite(SOUND);
  const folder = mkdtempSync(join(tmpdir(), 'pubwatch-bench-'));
  const figures = new Map<string, Measured[]>();
  const faults = new Set<string>();
  const note = (name: string, phase: string, measured: Measured, wrong: string | null): void => {
    const row = `${phase}\t${name}`;
    figures.set(row, [...(figures.get(row) ?? []), measured]);
    if (wrong !== null) faults.add(`  ${phase}, ${name}: ${wrong}`);
  };
  try {
    for (let run = 0; run < runs; run++)
      for (const [turn, prepare] of contenders(options.alone).entries())
        await watch(prepare, { folder: join(folder, `${run}-${turn}`), site, sources, phases }, note);
  } finally {
    site.close();
    // Not before: for some minutes ext4 without a journal is slow to make files where many were removed.
    rmSync(folder, { recursive: true, force: true });
  }
  print(figures);
  for (const fault of faults) console.log(fault);
}

type Note = (name: string, phase: string, measured: Measured, wrong: string | null) => void;

interface Round {
  readonly folder: string; // the contender's own
  readonly site: Site;
  readonly sources: number;
  readonly phases: readonly Phase[];
}

async function watch(prepare: Prepare, { folder, site, sources, phases }: Round, note: Note): Promise<void> {
  const addresses = Array.from(
    { length: sources },
    (_, number) => `http://127.0.0.${(number % HOSTS) + 1}:${site.port}/s/${number}`,
  );
  const contender = prepare(folder, addresses);
  for (const phase of phases) {
    site.set(phase.site);
    site.warm(sources);
    const measured = await measure(contender.command, folder, contender.env);
    note(contender.name, phase.name, measured, readFault(contender, measured, site, sources, phase));
  }
}

/** What a contender reported wrongly; null: nothing. Only a phase named so has true changes. */
function readFault(contender: Contender, measured: Measured, site: Site, sources: number, phase: Phase): string | null {
  const isTrue = phase.name.endsWith('changed') && !phase.name.startsWith('unchanged');
  const expected = Array.from({ length: sources }, (_, number) => number).filter(
    (number) => isTrue && site.isChanged(number),
  );
  const reported = contender.reported(measured.output);
  const missing = expected.filter((number) => !reported.has(number)).length;
  const extra = reported.size - (expected.length - missing);
  if (missing + extra === 0) return null;
  return `${missing} of ${expected.length} changed sources not reported, ${extra} reported that did not change (exit ${measured.status})`;
}

function print(figures: ReadonlyMap<string, readonly Measured[]>): void {
  for (const [row, runs] of figures) {
    const [phase = '', name = ''] = row.split('\t');
    const seconds = median(runs.map((run) => run.seconds));
    const peer = figures.get(`${phase}\turlwatch`);
    const ratio =
      name === 'pubwatch' && peer !== undefined ? (seconds / median(peer.map((run) => run.seconds))).toFixed(2) : '';
    console.log(
      `  ${phase.padEnd(20)} ${name.padEnd(9)} ${seconds.toFixed(2).padStart(7)} s  ${median(
        runs.map((run) => run.cpuSeconds),
      )
        .toFixed(2)
        .padStart(7)} s CPU  ${median(runs.map((run) => run.megabytes))
        .toFixed(0)
        .padStart(5)} MB  ${ratio && `ratio ${ratio}`}`,
    );
  }
}
