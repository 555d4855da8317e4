import { wireStore } from '../wire.ts';
import type { CommandContext } from './io.ts';

/** `verify`: re-hashes every stored file and names what is altered, cut or missing. */
export async function verify({ options, out }: CommandContext, [sourceId]: readonly string[]): Promise<number> {
  const store = await wireStore(options);
  const { filesChecked, findings } = await store.verify(sourceId ?? null);
  const isSound = findings.length === 0;
  if (options.json) out.json({ filesChecked, findings });
  else
    out.result(
      [
        ...findings.map(({ file, problem, message }) => `${file}: ${problem}: ${message}`),
        `${filesChecked} files checked, ${isSound ? 'all as they were written' : `${findings.length} not as they were written`}`,
      ].join('\n'),
    );
  if (options.quiet && !options.json) for (const { file, problem } of findings) out.diagnostic(`${file}: ${problem}`);
  return isSound ? 0 : 65;
}
