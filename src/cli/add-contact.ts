import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findContactFault } from '../config/settings-schema.ts';
import { writeContact } from '../config/write-contact.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Prompt } from './add-ask.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';
import { writing } from './source-file.ts';

/**
 * The configuration, with a contact where one was given or could be asked for: no request goes out before a site's owner can reach us.
 * It is written into config/pubwatch.yaml, once. Throws USAGE for a contact that is none, CONFIG_*.
 */
export async function settleContact(
  { io, options }: CommandContext,
  given: string | null,
  prompt: Prompt | null,
): Promise<Config> {
  const known = await tryOpen(options, io.env);
  if (known !== null && given === null && (known.settings.contact !== '' || prompt === null)) return known;
  if (given === null && prompt === null) return openConfig(options, io.env, { contact: 'optional' }); // throws: says what is missing
  const contact = given ?? (await askContact(prompt));
  const fault = findContactFault(contact);
  if (fault !== null) throw new PubwatchError('USAGE', `--contact ${contact}: ${fault}`);
  await save(options.config, contact, known === null);
  return openConfig(options, io.env, { contact: 'optional' });
}

/** null: there is no pubwatch.yaml yet. */
async function tryOpen(options: CommandContext['options'], env: CommandContext['io']['env']): Promise<Config | null> {
  try {
    return await openConfig(options, env, { contact: 'optional' });
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'CONFIG_MISSING') return null;
    throw error;
  }
}

const QUESTION = "Your web page or mail address (it goes into every request, so that a site's owner can reach you):";

async function askContact(prompt: Prompt | null): Promise<string> {
  for (;;) {
    const contact = (await prompt?.ask(QUESTION)) ?? '';
    if (findContactFault(contact) === null) return contact;
  }
}

async function save(folder: string, contact: string, isNew: boolean): Promise<void> {
  const file = join(folder, 'pubwatch.yaml');
  await writing(file, async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(file, writeContact(isNew ? null : await readFile(file, 'utf8'), contact.trim()), {
      flag: isNew ? 'wx' : 'w',
    });
  });
}
