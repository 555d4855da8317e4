import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'node:path';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Recipe } from '../model/recipe.ts';
import type { Settings } from '../model/subscriber.ts';
import { type CheckedFile, checkFile, type Located, locateFaults, reasonOf, throwFaults } from './check-file.ts';
import {
  completeDkim,
  completeFetch,
  completeUnsubscribe,
  type Environment,
  findReaderFaults,
  type Surroundings,
} from './complete.ts';
import { completeEvidence } from './complete-evidence.ts';
import { completeWebhooks } from './complete-webhooks.ts';
import { buildPolicy } from './fetch-schema.ts';
import { buildRecipe, recipeSchema } from './recipe-schema.ts';
import { buildSettings, type ContactRule, settingsSchema, type WrittenSettings } from './settings-schema.ts';
import { buildSource, findAddressFaults, sourceSchema, type WrittenSource } from './source-schema.ts';

/** The texts of a configuration folder, where they are read already. */
export interface ConfigTexts {
  readonly settings: string; // pubwatch.yaml
  readonly sources: ReadonlyMap<string, string>; // by the name of the file
}
export interface LoadOptions {
  readonly contact: ContactRule;
  readonly texts?: ConfigTexts | null;
  readonly readText?: Surroundings['readText']; // of files that these name (keys)
}

/**
 * Reads FOLDER/pubwatch.yaml and FOLDER/sources/*.yaml. Throws CONFIG_MISSING with the name of what is not there, and
 * CONFIG_INVALID with every fault of every file, one a line (`config/sources/one.yaml:4: recipee: unknown key; …`).
 */
export async function loadConfig(
  folder: string,
  env: Environment,
  { contact, texts = null, readText = (file) => readFile(file, 'utf8') }: LoadOptions = { contact: 'required' },
): Promise<Config> {
  const surroundings = { folder, env, readText };
  const main = checkFile(within(folder, 'pubwatch.yaml'), settingsSchema(contact), texts?.settings);
  const sourceFiles = await checkSourceFiles(within(folder, 'sources'), texts?.sources ?? null);
  const written: WrittenSettings = main.written ?? { contact: null };
  const fetch = await completeFetch(written.fetch, surroundings);
  const dkim = await completeDkim(written, surroundings);
  const unsubscribe = await completeUnsubscribe(written, surroundings);
  const evidence = await completeEvidence(written.evidence, surroundings);
  const webhooks = await completeWebhooks(written, surroundings);
  const readerFaults = findReaderFaults(
    written,
    sourceFiles.map(({ id }) => id),
  );
  const sources = await Promise.all(
    sourceFiles.map(async (file) => ({ file, fetch: await completeFetch(file.written?.fetch, surroundings) })),
  );
  throwFaults(
    [
      ...main.faults,
      ...locateFaults(main, [
        ...fetch.faults,
        ...dkim.faults,
        ...unsubscribe.faults,
        ...evidence.faults,
        ...webhooks.faults,
        ...readerFaults,
      ]),
      ...sources.flatMap(({ file, fetch: { faults } }) => [...file.faults, ...locateFaults(file, faults)]),
    ],
    'Nothing was crawled.',
  );
  const settings = buildSettings(written, {
    dkim: dkim.value,
    unsubscribe: unsubscribe.value,
    evidence: evidence.value,
    webhooks: webhooks.value,
  });
  return {
    settings,
    secrets: [
      ...[fetch, ...sources.map((source) => source.fetch)].flatMap(({ secrets }) => secrets),
      ...webhooks.secrets,
      ...secretsOf(settings),
    ],
    fetch: buildPolicy(fetch.value),
    sources: sources.flatMap(({ file, fetch: own }) => {
      if (file.written === null) return [];
      const policy = buildPolicy(fetch.value, own.value);
      return [buildSource(file.id, file.written, { timezone: settings.timezone, fetch: policy })];
    }),
  };
}

const KEY_LINE = /^[A-Za-z0-9+/=]{16,}$/gm; // a line of a PEM file

function secretsOf({ mail: { dkim, unsubscribe }, evidence, page }: Settings): string[] {
  const keys = [dkim?.privateKey ?? '', evidence?.signingKey ?? ''];
  return [
    ...keys,
    ...keys.flatMap((key) => key.match(KEY_LINE) ?? []),
    unsubscribe?.key ?? '',
    page?.passwordHash ?? '',
  ].filter((secret) => secret !== '');
}

/** Reads a file that holds a bare recipe map, YAML or JSON. Throws CONFIG_MISSING and CONFIG_INVALID like `loadConfig`. */
export async function loadRecipe(file: string): Promise<Recipe> {
  const { written, faults } = checkFile(file, recipeSchema);
  throwFaults(faults, 'Nothing was read.');
  if (written === null) throw new PubwatchError('CONFIG_INVALID', `${file}:1: holds no recipe`, { file });
  return buildRecipe(written);
}

const TRAILING_SLASH = /\/$/; // config/

/** A path below a folder that begins as the user wrote the folder (`join` would drop a `./`). */
function within(folder: string, name: string): string {
  return `${folder.replace(TRAILING_SLASH, '')}/${name}`;
}

interface SourceFile extends CheckedFile<WrittenSource> {
  readonly id: string;
}

const SOURCE_FILE = /^[^.].*\.ya?ml$/; // dhs-ice.yaml

async function checkSourceFiles(
  folder: string,
  texts: ReadonlyMap<string, string> | null,
): Promise<readonly SourceFile[]> {
  const found = texts === null ? await listFolder(folder) : [...texts.keys()];
  const names = found.filter((name) => SOURCE_FILE.test(name));
  const files = names.map((name) => {
    const id = parse(name).name;
    const checked = checkFile(within(folder, name), sourceSchema, texts?.get(name));
    return {
      ...checked,
      id,
      faults: [
        ...findIdFaults(id, checked.file, names),
        ...checked.faults,
        ...locateFaults(checked, findAddressFaults(checked.yaml.value)),
      ],
    };
  });
  return files.sort((a, b) => (a.file < b.file ? -1 : 1));
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []; // no source yet: `add` makes it
    throw new PubwatchError('CONFIG_MISSING', `${folder}: ${reasonOf(error)}`, { file: folder }, error);
  }
}

const SOURCE_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/; // dhs-ice
// Folders beside the sources' own in the snapshots folder; `digest`, `incidents` and `heartbeat` are the List-Ids of mails about several sources.
const RESERVED_IDS = ['outbox', 'hosts', 'mail', 'log', 'digest', 'incidents', 'heartbeat'];

/** Why a source cannot have this id; null: it can. */
export function findIdFault(id: string): string | null {
  if (!SOURCE_ID.test(id))
    return 'the file name is the id of the source: wanted a-z, 0-9, - and _ (at most 64), such as dhs-ice.yaml';
  return RESERVED_IDS.includes(id) ? `a source cannot be called ${id}: a folder of that name has another use` : null;
}

function findIdFaults(id: string, file: string, names: readonly string[]): readonly Located[] {
  const fault = findIdFault(id);
  const faults = fault === null ? [] : [fault];
  if (file.endsWith('.yml') && names.includes(`${id}.yaml`))
    faults.push(`${id}.yaml is there too: one source, one file`);
  return faults.map((message) => ({ file, line: 1, message }));
}
