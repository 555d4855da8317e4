import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findIdFault } from '../config/load.ts';
import { writeSource } from '../config/write-source.ts';
import { SURE } from '../detect/doubt-words.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import { itemToJson } from '../report/json.ts';
import { createPrompt, type Prompt } from './add-ask.ts';
import { settleContact } from './add-contact.ts';
import { type Found, lookAt } from './add-look.ts';
import { type Suggestion, suggest } from './add-suggest.ts';
import { saySchedule, tellFound, tellNoListing } from './add-text.ts';
import type { CommandContext } from './io.ts';
import { sourceFile, writing } from './source-file.ts';

/** `add URL`: looks for the list of a page, shows what it found, asks, and writes config/sources/ID.yaml. */
export async function add(
  context: CommandContext,
  [address = '']: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { options, out } = context;
  const wish = readWish(address, flags);
  const prompt = choosePrompt(context, wish);
  try {
    const config = await settleContact(context, wish.contact, prompt);
    if (wish.id !== null) refuseTakenId(wish.id, config, options.config);
    const found = await lookAt(wish.url, config, context);
    if (found.listing === null) {
      if (options.json) out.json(toJson(found, null, null));
      else out.diagnostic(tellNoListing(found));
      return 65;
    }
    const suggestion = suggest(found.listing, wish.id, config);
    const file = sourceFile(options.config, suggestion.id);
    if (!options.json) out.result(tellFound(found.listing, suggestion, config));
    if (!(await isWanted(found.listing, suggestion, file, config, prompt))) {
      out.diagnostic('Nothing was written.');
      return 65;
    }
    await write(file, found.listing, suggestion);
    if (options.json) out.json(toJson(found, suggestion, file));
    else out.result(`Written: ${file}\nNext: pubwatch crawl ${suggestion.id}`);
    return 0;
  } finally {
    prompt?.close();
  }
}

interface Wish {
  readonly url: string;
  readonly id: string | null;
  readonly contact: string | null;
  readonly isSure: boolean; // --yes
}

const SCHEME = /^[a-z][a-z0-9+.-]*:/i; // https:
const WEB = /^https?:$/; // https:

function readWish(address: string, flags: Readonly<Record<string, unknown>>): Wish {
  const written = SCHEME.test(address) || !address.includes('.') ? address : `https://${address}`;
  if (!URL.canParse(written) || !WEB.test(new URL(written).protocol))
    throw new PubwatchError('USAGE', `expected an http or https address, found "${address}"`);
  const id = typeof flags['id'] === 'string' ? flags['id'] : null;
  const fault = id === null ? null : findIdFault(id);
  if (fault !== null) throw new PubwatchError('USAGE', `--id ${id}: ${fault}`);
  const contact = typeof flags['contact'] === 'string' ? flags['contact'] : null;
  return { url: new URL(written).href, id, contact, isSure: flags['yes'] === true };
}

/** null: `--yes` answers. Throws USAGE where nobody can be asked. */
function choosePrompt({ io, options }: CommandContext, { isSure }: Wish): Prompt | null {
  if (isSure) return null;
  if (io.stdin.isTTY !== true || io.stdout.isTTY !== true || options.json || options.quiet)
    throw new PubwatchError(
      'USAGE',
      'add asks before it writes: run it at a terminal, or with --yes; nothing was written',
    );
  return createPrompt(io);
}

function refuseTakenId(id: string, { sources }: Config, folder: string): void {
  if (sources.some((source) => source.id === id))
    throw new PubwatchError('USAGE', `${sourceFile(folder, id)} is there already; choose another --id`);
}

async function isWanted(
  found: Found,
  { id, schedule }: Suggestion,
  file: string,
  { settings }: Config,
  prompt: Prompt | null,
): Promise<boolean> {
  if (prompt === null) return true;
  if (found.detection.confidence < SURE && !(await prompt.confirm('Are these the records you mean?', 'no')))
    return false;
  return prompt.confirm(`Save as ${file} (id ${id}), checked ${saySchedule(schedule, settings.timezone)}?`, 'yes');
}

async function write(file: string, found: Found, suggestion: Suggestion): Promise<void> {
  const text = writeSource({ ...suggestion, recipe: found.recipe });
  await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  });
}

function toJson(
  { listing, detection }: Awaited<ReturnType<typeof lookAt>>,
  plan: Suggestion | null,
  file: string | null,
) {
  return {
    verdict: detection.verdict,
    id: plan?.id ?? null,
    title: plan?.title ?? null,
    url: plan?.url ?? null,
    schedule: plan?.schedule ?? null,
    file,
    recipe: listing?.recipe ?? null,
    confidence: detection.confidence,
    items: listing?.items.map(itemToJson) ?? [],
    next: listing?.proof ?? null,
    warnings: listing?.warnings ?? [detection.what, ...detection.warnings],
  };
}
