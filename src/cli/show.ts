import { diffWords } from '../diff/words.ts';
import type { Change } from '../model/change.ts';
import type { Changeset } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { Store } from '../model/ports.ts';
import { createEvidenceFiles } from '../pipeline/evidence-files.ts';
import { pastToJson } from '../report/json.ts';
import { wireArchive, wireStore } from '../wire-state.ts';
import type { CommandContext } from './io.ts';
import { lookAt, lookToJson, readMoment, responseAt, tellLook } from './show-at.ts';
import { declare } from './show-declaration.ts';
import { evidenceToJson, findEvidence, responseOf, type Side, tellEvidence } from './show-evidence.ts';

/**
 * `show CHANGE_ID`: one change with its words, its reasons, and the records it rests on. `--raw SIDE` writes one of those records to
 * stdout: the response as it was received. `--declaration` writes what was recorded as a text for a person to sign.
 */
export async function show(
  { io, options, out }: Pick<CommandContext, 'io' | 'options' | 'out'>,
  [id = '']: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  if (flags['at'] !== undefined) return showAt({ io, options, out }, id, flags);
  const side = readSide(flags);
  const isDeclared = flags['declaration'] === true;
  if (options.json && (side !== null || isDeclared))
    throw new PubwatchError('USAGE', '--raw and --declaration write no JSON: leave out --json');
  const store = await wireStore({ ...options, env: io.env });
  const { changeset, change } = await findChange(store, id);
  const evidence = await findEvidence(changeset, change, { store, archive: await wireArchive() });
  if (side !== null) {
    out.bytes(responseOf(evidence, side, id));
    return 0;
  }
  if (isDeclared) {
    out.result(await declare(changeset, change, { evidence, store }));
    return 0;
  }
  if (options.json) {
    const past = pastToJson({ sourceId: changeset.sourceId, at: changeset.at, change });
    out.json({ ...past, evidence: evidenceToJson(evidence) });
  } else
    out.result(
      [
        ...tell(change, changeset),
        '',
        ...tellEvidence(evidence, id),
        `check it: pubwatch verify ${changeset.sourceId}`,
      ].join('\n'),
    );
  return 0;
}

/** `show SOURCE --at DATE`: what its newest check by then was answered; `--raw N` writes one of those answers to stdout. */
async function showAt(
  { io, options, out }: Pick<CommandContext, 'io' | 'options' | 'out'>,
  sourceId: string,
  { at, raw, declaration }: Readonly<Record<string, unknown>>,
): Promise<number> {
  if (declaration === true || (options.json && raw !== undefined))
    throw new PubwatchError('USAGE', '--at goes with --json, or with --raw NUMBER, and not with --declaration');
  const until = readMoment(String(at));
  const store = await wireStore({ ...options, env: io.env });
  const look = await lookAt(sourceId, until, store, createEvidenceFiles(store, await wireArchive()));
  if (raw !== undefined) out.bytes(responseAt(look, String(raw)));
  else if (options.json) out.json(lookToJson(look));
  else out.result(tellLook(look));
  return 0;
}

function readSide({ raw }: Readonly<Record<string, unknown>>): Side | null {
  if (raw === undefined) return null;
  if (raw === 'before' || raw === 'after') return raw;
  throw new PubwatchError('USAGE', `--raw: wanted before or after, found "${String(raw)}"`);
}

/** Throws DATA_INVALID where there is no such change. */
async function findChange(store: Store, id: string): Promise<{ changeset: Changeset; change: Change }> {
  const sourceIds = await store.sourceIds();
  for (const sourceId of sourceIds.filter((one) => id.startsWith(`${one}.`))) {
    for (const changeset of await store.changesets(sourceId, 0)) {
      const change = changeset.changes.find((one) => one.id === id);
      if (change !== undefined) return { changeset, change };
    }
  }
  throw new PubwatchError('DATA_INVALID', `no change "${id}"; \`pubwatch history\` lists the ids`);
}

function tell(change: Change, { sourceTitle, at, coverage }: Changeset): string[] {
  const head = [
    `${change.kind}: ${(change.after ?? change.before).title}`,
    `${sourceTitle}, seen ${at}${coverage.comparedWith === null ? '' : `, compared with ${coverage.comparedWith}`}`,
  ];
  switch (change.kind) {
    case 'added':
      return [...head, ...tellItem(change.after), ...tellRelated(change.relatedId)];
    case 'changed':
      return [
        ...head,
        ...tellFields(change.before, change.after, change.fields),
        `one record because of: ${change.match}${change.isCosmetic ? ' (cosmetic: not mailed)' : ''}`,
      ];
    case 'restored':
      return [
        ...head,
        ...tellItem(change.after),
        `removed ${change.removedAt}, last seen ${change.lastSeen}`,
        ...tellFields(change.before, change.after, change.fields),
      ];
    case 'removed': {
      const { answer, lastSeen, missingSince, crawls } = change.proof;
      const said =
        answer === null
          ? 'not asked'
          : `${answer.method} ${answer.status ?? 'no answer'}${answer.code === null ? '' : ` ${answer.code}`}${answer.location === null ? '' : ` to ${answer.location}`} at ${answer.at}`;
      return [
        ...head,
        ...tellItem(change.before),
        `fate: ${change.fate}; its address: ${said}`,
        `last seen ${lastSeen}, first missing ${missingSince}, ${crawls} complete checks`,
        ...tellRelated(change.relatedId),
      ];
    }
  }
}

function tellRelated(id: string | null): string[] {
  return id === null ? [] : [`possibly related: ${id}`];
}

function tellItem({ url, date, summary, extra }: Item): string[] {
  const facts = [url, date, summary, ...Object.entries(extra).map(([name, value]) => `${name}: ${value}`)];
  return facts.filter((fact) => fact !== null).map((fact) => `  ${fact}`);
}

function tellFields(before: Item, after: Item, fields: readonly string[]): string[] {
  return fields.map((field) => {
    const words = diffWords(fieldOf(before, field), fieldOf(after, field)).map(({ kind, text }) =>
      kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`,
    );
    return `  ${field}: ${words.join('')}`;
  });
}

function fieldOf(item: Item, field: string): string {
  switch (field) {
    case 'title':
      return item.title;
    case 'url':
    case 'date':
    case 'summary':
      return item[field] ?? '';
    default:
      return new Map(Object.entries(item.extra)).get(field) ?? '';
  }
}
