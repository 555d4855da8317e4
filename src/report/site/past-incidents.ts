import type { CheckState } from '../../model/check-state.ts';
import type { PastCheck } from '../../model/run-log.ts';

/** A stretch of failed or held checks that ended with one that could see the source. */
export interface Stretch {
  readonly began: string; // ISO 8601: the first failed check
  readonly ended: string; // the check that saw it again
  readonly codes: readonly string[]; // of its checks, each once, in the order they came
  readonly failures: number;
  readonly message: string | null; // of its last check, where it is still known
}

/** The stretches that ended, newest first: from the log of runs, and the newest from the check state where the log does not reach. */
export function endedStretches({
  checks,
  check,
}: {
  readonly checks: readonly PastCheck[];
  readonly check: Pick<CheckState, 'recovery'>;
}): readonly Stretch[] {
  const found: Stretch[] = [];
  let open: PastCheck[] = [];
  for (const one of checks.filter(({ outcome }) => outcome !== 'skipped')) {
    if (isTrouble(one)) open.push(one);
    else {
      const [first] = open;
      if (first !== undefined) found.push(stretchOf(first, open, one.at));
      open = [];
    }
  }
  return withRecovery(found.reverse(), check);
}

/** Could this check not see its source? */
export function isTrouble({ outcome }: Pick<PastCheck, 'outcome'>): boolean {
  return outcome === 'failed' || outcome === 'held';
}

function stretchOf(first: PastCheck, failed: readonly PastCheck[], ended: string): Stretch {
  const codes = new Set(failed.flatMap(({ incident }) => incident ?? []));
  return { began: first.at, ended, codes: [...codes], failures: failed.length, message: null };
}

/** The check state knows the words of the newest one, which the log does not. */
function withRecovery(found: readonly Stretch[], { recovery }: Pick<CheckState, 'recovery'>): readonly Stretch[] {
  if (recovery === null) return found;
  const { began, code, failures, message } = recovery.incident;
  const [newest, ...older] = found;
  const isSame = newest !== undefined && newest.ended >= began;
  if (isSame) return [{ ...newest, message }, ...older];
  return [{ began, ended: recovery.at, codes: [code], failures, message }, ...found];
}
