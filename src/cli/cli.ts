import { Command, CommanderError } from 'commander';
import { DEFAULT_PORT } from '../lib/local-page.ts';
import { PubwatchError } from '../model/errors.ts';
import { VERSION } from '../wire.ts';
import { COMMANDS } from './commands.ts';
import { EXIT_CODES, exitCodeOfError } from './exit-codes.ts';
import { type CommandContext, createOutput, type GlobalOptions, type Io } from './io.ts';

type Action = (
  context: CommandContext,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
) => Promise<number>;

/** Runs one command line to its end and returns the exit status. Never throws for a foreseen fault. */
export async function runCli(io: Io, signal: AbortSignal): Promise<number> {
  const outcome = { code: 0 };
  const program = buildProgram(io, signal, outcome);
  try {
    await program.parseAsync(globalsFirst(io.argv), { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    return tellError(error, io, program.opts<GlobalOptions>());
  }
}

function tellError(error: unknown, io: Io, { logFormat }: Pick<GlobalOptions, 'logFormat'>): number {
  const out = createOutput(io, { quiet: false, ...(logFormat === undefined ? {} : { logFormat }) });
  if (error instanceof PubwatchError) {
    out.diagnostic(error.message);
    return exitCodeOfError(error.code);
  }
  out.diagnostic(`a bug in pubwatch: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return 70;
}

function buildProgram(io: Io, signal: AbortSignal, outcome: { code: number }): Command {
  const program = new Command('pubwatch')
    .description('Watches listings of publications and tells what was added, changed or removed.')
    .version(VERSION, '--version')
    .option('--config <DIR>', 'folder of the configuration', './config')
    .option('--snapshots <DIR>', 'folder of the state', './snapshots')
    .option('--json', 'one JSON document on stdout', false)
    .option('--quiet', 'nothing at all on success', false)
    .option('--verbose', 'log lines on stderr, every detail', false)
    .option('--log-format <FORM>', 'log lines on stderr: text, or json')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .helpCommand(false)
    .showHelpAfterError('(--help lists the commands)')
    .addHelpText(
      'after',
      `\nExit status:\n${Object.entries(EXIT_CODES)
        .map(([code, meaning]) => `  ${code.padStart(2)}  ${meaning}`)
        .join('\n')}`,
    );
  const run =
    (action: () => Promise<Action>) =>
    async (...given: unknown[]): Promise<void> => {
      const command = given.at(-1);
      if (!(command instanceof Command)) return;
      const options = command.optsWithGlobals<GlobalOptions>();
      const out = createOutput(io, options);
      const act = await action();
      outcome.code = await act({ io, options, out, signal }, command.args, command.opts());
    };
  const command = (name: (typeof COMMANDS)[number]['name']): Command => {
    const { summary } = COMMANDS.find((one) => one.name === name) ?? { summary: '' };
    return program.command(name).description(summary).exitOverride();
  };
  command('crawl')
    .argument('[SOURCE...]')
    .option('--dry-run', 'fetch, diff and print; write and send nothing')
    .option('--full', 'send no validators')
    .option('--no-deliver', 'commit and queue mail, send nothing')
    .option('--rebaseline', 'take what is found, if it can be read, as the new baseline')
    .action(run(async () => (await import('./crawl.ts')).crawl));
  command('watch')
    .option('--at-once <N>', 'with a database: checks made here side by side; 0: only put them in the queue')
    .action(run(async () => (await import('./watch.ts')).watch));
  command('work')
    .option('--at-once <N>', 'checks side by side', '4')
    .action(run(async () => (await import('./work.ts')).work));
  command('deliver').action(run(async () => (await import('./deliver.ts')).deliver));
  command('preview')
    .argument('[TARGET]', 'an address or the id of a source')
    .option('--file <PATH>', 'a saved page instead of an address')
    .option('--base-url <URL>', 'the address the saved page had')
    .option('--recipe <PATH>', 'a file that holds the bare recipe')
    .action(run(async () => (await import('./preview.ts')).preview));
  command('add')
    .argument('<URL>')
    .option('--id <ID>', 'name of the source: its file and folder')
    .option('--yes', 'ask nothing, write the file')
    .option('--contact <CONTACT>', 'your web page or mail address, for config/pubwatch.yaml')
    .action(run(async () => (await import('./add.ts')).add));
  command('accept')
    .argument('<SOURCE>')
    .action(run(async () => (await import('./accept.ts')).accept));
  command('status')
    .option('--max-age <AGE>', 'exit 69 if a source had no complete check within it, such as 26h')
    .option('--format <FORMAT>', 'text or prometheus')
    .action(run(async () => (await import('./status.ts')).status));
  command('history')
    .argument('[SOURCE]')
    .option('--limit <N>', 'the newest so many changes')
    .action(run(async () => (await import('./history.ts')).history));
  command('show')
    .argument('<CHANGE_ID | SOURCE>')
    .option('--at <DATE>', 'with a SOURCE: what its newest check by then was answered')
    .option('--declaration', 'what was recorded of it, as a text for a person to sign')
    .option('--raw <SIDE>', 'before or after (with --at: number of an answer): the response as received, on stdout')
    .action(run(async () => (await import('./show.ts')).show));
  command('verify')
    .argument('[SOURCE]')
    .option('--head <SHA256>', 'the head of the log that an old mail tells: is it still there?')
    .option('--key <FILE>', 'PEM file of the key that signs the log, its public half suffices')
    .action(run(async () => (await import('./verify.ts')).verify));
  command('migrate')
    .requiredOption('--to <PLACE>', 'postgres (the database of PUBWATCH_DATABASE_URL) or files (the snapshots folder)')
    .action(run(async () => (await import('./migrate.ts')).migrate));
  command('export')
    .argument('[SOURCE]')
    .requiredOption('--format <FORMAT>', 'json, csv, atom, rss, jsonfeed or site')
    .requiredOption('--out <PATH>', 'file to write; - is stdout; for site a folder')
    .action(run(async () => (await import('./export.ts')).exportItems));
  command('serve')
    .option('--port <N>', 'port to listen on; 0: any free one', DEFAULT_PORT)
    .option('--host <ADDRESS>', 'address to listen on', '127.0.0.1')
    .action(run(async () => (await import('./serve.ts')).serve));
  command('hash-password').action(run(async () => (await import('./hash-password.ts')).hashGivenPassword));
  command('test-mail')
    .argument('<ADDRESS | webhook:ID>')
    .action(run(async () => (await import('./test-mail.ts')).testMail));
  command('demo').action(run(async () => (await import('./demo/demo.ts')).demo));
  return program;
}

const GLOBAL_FLAGS = new Set(['--json', '--quiet', '--verbose']);
const GLOBAL_VALUES = new Set(['--config', '--snapshots', '--log-format']);

/** Global options may stand before or behind the command: commander wants them before. */
function globalsFirst(argv: readonly string[]): string[] {
  const globals: string[] = [];
  const others: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') return [...globals, ...others, ...argv.slice(index)];
    if (GLOBAL_FLAGS.has(word) || [...GLOBAL_VALUES].some((name) => word.startsWith(`${name}=`))) globals.push(word);
    else if (GLOBAL_VALUES.has(word)) globals.push(word, argv[++index] ?? '');
    else others.push(word);
  }
  return [...globals, ...others];
}
