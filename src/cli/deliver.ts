import { randomUUID } from 'node:crypto';
import { type DeliverResult, deliverDue } from '../pipeline/deliver.ts';
import { wirePorts } from '../wire.ts';
import { chooseLog } from './choose-log.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';
import { createProgress } from './progress.ts';
import { tellDeliveries } from './run-text.ts';

/** `deliver`: makes what is owed and due, and sends all that waits, at once. */
export async function deliver({ io, options, out, signal }: CommandContext): Promise<number> {
  const config = await openConfig(options, io.env, { contact: 'optional' });
  const log = await chooseLog({ io, options, out }, config.secrets);
  log.begin(randomUUID());
  const progress = createProgress(io, options);
  const ports = await wirePorts(config, {
    snapshots: options.snapshots,
    env: io.env,
    log,
    progress,
    isReadOnly: false,
  });
  try {
    const lock = await ports.store.lock('crawl');
    let result: DeliverResult;
    try {
      result = await deliverDue(config.settings, { isSending: true, isPatient: false }, ports, signal);
    } finally {
      await lock.release();
    }
    const { deliveries, configFault } = result;
    if (options.json) out.json({ deliveries });
    else out.result(tellDeliveries(deliveries, ports.isMailSent ? 'smtp' : 'files').join('\n') || 'Nothing waits.');
    const troubles: ExitCode[] = deliveries.flatMap(({ state }): ExitCode[] =>
      state === 'pending' || state === 'failed' ? [75] : [],
    );
    if (configFault !== null) {
      out.diagnostic(configFault.message);
      troubles.push(78);
    }
    return exitCodeOf(troubles);
  } finally {
    await ports.close();
  }
}
