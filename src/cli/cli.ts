import { Command, CommanderError } from 'commander';
import { DEFAULT_PORT } from '../lib/local-page.ts';
import { PubwatchError } from '../model/errors.ts';
import { VERSION } from '../version.ts';
import { COMMANDS } from './commands.ts';
import { EXIT_CODES, exitCodeOfError } from './exit-codes.ts';
import { type CommandContext, createOutput, type GlobalOptions, type Io } from './io.ts';

type Action = (
  context: CommandContext,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
) => Promise<number>;

interface Shape {
  readonly takes: (command: Command) => Command;
  readonly action: () => Promise<Action>;
}
/** What each command takes, and where it is found: read from the disk only when it is asked for. */
const SHAPES: Readonly<Record<(typeof COMMANDS)[number]['name'], Shape>> = {
  crawl: {
    takes: (command) =>
      command
        .argument('[SOURCE...]')
        .option('--dry-run', 'fetch, diff and print; write and send nothing')
        .option('--full', 'send no validators')
        .option('--no-deliver', 'commit and queue mail, send nothing')
        .option('--rebaseline', 'take what is found, if it can be read, as the new baseline'),
    action: async () => (await import('./crawl.ts')).crawl,
  },
  watch: {
    takes: (command) =>
      command.option('--at-once <N>', 'with a database: checks made here side by side; 0: only put them in the queue'),
    action: async () => (await import('./watch.ts')).watch,
  },
  work: {
    takes: (command) => command.option('--at-once <N>', 'checks side by side', '4'),
    action: async () => (await import('./work.ts')).work,
  },
  deliver: { takes: (command) => command, action: async () => (await import('./deliver.ts')).deliver },
  preview: {
    takes: (command) =>
      command
        .argument('[TARGET]', 'an address or the id of a source')
        .option('--file <PATH>', 'a saved page instead of an address')
        .option('--base-url <URL>', 'the address the saved page had')
        .option('--recipe <PATH>', 'a file that holds the bare recipe'),
    action: async () => (await import('./preview.ts')).preview,
  },
  add: {
    takes: (command) =>
      command
        .argument('<URL>')
        .option('--id <ID>', 'name of the source: its file and folder')
        .option('--yes', 'ask nothing, write the file')
        .option('--contact <CONTACT>', 'your web page or mail address, for config/pubwatch.yaml'),
    action: async () => (await import('./add.ts')).add,
  },
  accept: {
    takes: (command) => command.argument('<SOURCE>'),
    action: async () => (await import('./accept.ts')).accept,
  },
  status: {
    takes: (command) =>
      command
        .option('--max-age <AGE>', 'exit 69 if a source had no complete check within it, such as 26h')
        .option('--format <FORMAT>', 'text or prometheus'),
    action: async () => (await import('./status.ts')).status,
  },
  history: {
    takes: (command) => command.argument('[SOURCE]').option('--limit <N>', 'the newest so many changes'),
    action: async () => (await import('./history.ts')).history,
  },
  show: {
    takes: (command) =>
      command
        .argument('<CHANGE_ID | SOURCE>')
        .option('--at <DATE>', 'with a SOURCE: what its newest check by then was answered')
        .option('--declaration', 'what was recorded of it, as a text for a person to sign')
        .option(
          '--raw <SIDE>',
          'before or after (with --at: number of an answer): the response as received, on stdout',
        ),
    action: async () => (await import('./show.ts')).show,
  },
  verify: {
    takes: (command) =>
      command
        .argument('[SOURCE]')
        .option('--head <SHA256>', 'the head of the log that an old mail tells: is it still there?')
        .option('--key <FILE>', 'PEM file of the key that signs the log, its public half suffices'),
    action: async () => (await import('./verify.ts')).verify,
  },
  migrate: {
    takes: (command) =>
      command.requiredOption(
        '--to <PLACE>',
        'postgres (the database of PUBWATCH_DATABASE_URL) or files (the snapshots folder)',
      ),
    action: async () => (await import('./migrate.ts')).migrate,
  },
  export: {
    takes: (command) =>
      command
        .argument('[SOURCE]')
        .requiredOption('--format <FORMAT>', 'json, csv, atom, rss, jsonfeed or site')
        .requiredOption('--out <PATH>', 'file to write; - is stdout; for site a folder'),
    action: async () => (await import('./export.ts')).exportItems,
  },
  serve: {
    takes: (command) =>
      command
        .option('--port <N>', 'port to listen on; 0: any free one', DEFAULT_PORT)
        .option('--host <ADDRESS>', 'address to listen on', '127.0.0.1'),
    action: async () => (await import('./serve.ts')).serve,
  },
  'hash-password': {
    takes: (command) => command,
    action: async () => (await import('./hash-password.ts')).hashGivenPassword,
  },
  'test-mail': {
    takes: (command) => command.argument('<ADDRESS | webhook:ID>'),
    action: async () => (await import('./test-mail.ts')).testMail,
  },
  demo: { takes: (command) => command, action: async () => (await import('./demo/demo.ts')).demo },
};

/** Runs one command line to its end and returns the exit status. Never throws for a foreseen fault. */
export async function runCli(io: Io, signal: AbortSignal): Promise<number> {
  const outcome = { code: 0 };
  const { globals, others } = sortWords(io.argv);
  const asked = COMMANDS.find(({ name }) => name === others[0]);
  const program = buildProgram(asked, io, signal, outcome);
  try {
    await program.parseAsync([...globals, ...others], { from: 'user' });
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

/** With all commands where none of them is asked for: for help, and for a word that is nearly one. */
function buildProgram(
  asked: (typeof COMMANDS)[number] | undefined,
  io: Io,
  signal: AbortSignal,
  outcome: { code: number },
): Command {
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
  for (const { name, summary } of asked === undefined ? COMMANDS : [asked]) {
    const { takes, action } = SHAPES[name];
    takes(program.command(name).description(summary).exitOverride()).action(run(action));
  }
  return program;
}

const GLOBAL_FLAGS = new Set(['--json', '--quiet', '--verbose']);
const GLOBAL_VALUES = new Set(['--config', '--snapshots', '--log-format']);

/** Global options may stand before or behind the command: commander wants them before. The first of the others is the command. */
function sortWords(argv: readonly string[]): { readonly globals: string[]; readonly others: string[] } {
  const globals: string[] = [];
  const others: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '--') return { globals, others: [...others, ...argv.slice(index)] };
    if (GLOBAL_FLAGS.has(word) || [...GLOBAL_VALUES].some((name) => word.startsWith(`${name}=`))) globals.push(word);
    else if (GLOBAL_VALUES.has(word)) globals.push(word, argv[++index] ?? '');
    else others.push(word);
  }
  return { globals, others };
}
