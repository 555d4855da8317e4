import { PubwatchError } from '../model/errors.ts';
import { wireMove } from '../wire-state.ts';
import { chooseLog } from './choose-log.ts';
import type { CommandContext } from './io.ts';

/** `migrate`: moves the state from files into the database, or back, byte for byte, and leaves it where it was, too. */
export async function migrate(
  context: CommandContext,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { io, options, out } = context;
  const to = flags['to'];
  if (to !== 'postgres' && to !== 'files')
    throw new PubwatchError('USAGE', `--to: expected postgres or files, found "${String(to)}"`);
  if ((io.env['PUBWATCH_DATABASE_URL'] ?? '').trim() === '')
    throw new PubwatchError('USAGE', 'migrate: PUBWATCH_DATABASE_URL names no database');
  const documents = await wireMove(to, { ...options, env: io.env, log: await chooseLog(context) });
  if (options.json) out.json({ to, documents });
  else if (to === 'postgres')
    out.result(
      `${documents} documents are in the database, byte for byte. ${options.snapshots} is as it was: keep it until you have looked at the new place, and let nothing run there.`,
    );
  else
    out.result(
      `${documents} documents are in ${options.snapshots}, byte for byte. The database is as it was: unset PUBWATCH_DATABASE_URL wherever pubwatch runs.`,
    );
  return 0;
}
