import type { Change } from '../model/change.ts';
import type { Changeset } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Store } from '../model/ports.ts';
import { renderDeclaration } from '../report/declaration.ts';
import { VERSION } from '../version.ts';
import type { ChangeEvidence } from './show-evidence.ts';

interface Declared {
  readonly evidence: ChangeEvidence;
  readonly store: Store;
}

/** `show CHANGE_ID --declaration`. Throws DATA_INVALID where `verify` finds anything of the source altered: then nothing is declared. */
export async function declare(changeset: Changeset, change: Change, { evidence, store }: Declared): Promise<string> {
  const { sourceId, sequence } = changeset;
  const { findings, log } = await store.verify(sourceId);
  const [finding] = findings;
  if (finding !== undefined) {
    const found = `${finding.file}: ${finding.message}`;
    throw new PubwatchError('DATA_INVALID', `nothing is declared, verify finds: ${found}`, { file: finding.file });
  }
  const [before] = evidence.before;
  return renderDeclaration({
    change,
    changeset,
    before: evidence.before,
    after: evidence.after,
    changesFile: evidence.changes,
    lineBefore: before === undefined ? null : await store.runLog.lineOf(sourceId, before.sequence),
    lineAfter: await store.runLog.lineOf(sourceId, sequence),
    log,
    version: VERSION,
  });
}
