import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMMANDS } from '../../src/cli/commands.ts';
import { testWith } from '../support/program.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const INSTALLED = /\/srv\/pubwatch/g; // where the units look for the program
const MOST_EXPOSED = '20'; // in tenths, of systemd-analyze security; a unit without any hardening has 96

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-operations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** The units as they would be installed if the program lay here. */
async function installUnits(): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  return readdirSync(join(ROOT, 'config/systemd')).map((name) => {
    const unit = join(folder, name);
    const text = readFileSync(join(ROOT, 'config/systemd', name), 'utf8');
    writeFileSync(unit, text.replace(INSTALLED, ROOT.replace(/\/$/, '')));
    return unit;
  });
}

testWith('systemd-analyze', 'systemd has no complaint about the units', async () => {
  const checked = spawnSync('systemd-analyze', ['verify', '--man=no', ...(await installUnits())], { encoding: 'utf8' });
  expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', '']);
});

testWith('systemd-analyze', 'the services expose little', async () => {
  for (const unit of (await installUnits()).filter((name) => name.endsWith('.service'))) {
    const command = ['security', '--offline=true', `--threshold=${MOST_EXPOSED}`, unit];
    const checked = spawnSync('systemd-analyze', command, { encoding: 'utf8' });
    expect(checked.status, checked.stdout + checked.stderr).toBe(0);
  }
});

const WORKFLOW = z.object({
  on: z.object({ schedule: z.array(z.object({ cron: z.string() })) }),
  permissions: z.object({ contents: z.literal('write') }),
  jobs: z.object({
    crawl: z.object({ steps: z.array(z.object({ name: z.string().optional(), run: z.string().optional() })) }),
  }),
});
const workflow = WORKFLOW.parse(parse(readFileSync(join(ROOT, 'config/github/crawl.yml'), 'utf8')));
const stepOf = (name: string): string => workflow.jobs.crawl.steps.find((step) => step.name === name)?.run ?? 'exit 99';

test('the workflow crawls with a command that there is', () => {
  const [, , command] = stepOf('crawl').split(' ');
  expect(COMMANDS.map(({ name }) => String(name))).toContain(command);
});

testWith(
  'git',
  'the workflow commits and pushes what the crawl left, without lock and mail, and nothing twice',
  async () => {
    const folder = await temporaryFolder();
    const work = join(folder, 'work');
    const shell = (script: string, cwd = work) =>
      spawnSync('sh', ['-e', '-c', script], { cwd, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', HOME: folder } });
    expect(shell('git init -q --bare origin.git && git clone -q origin.git work', folder).status).toBe(0);
    const file = (name: string, text: string): void => {
      mkdirSync(join(work, name, '..'), { recursive: true });
      writeFileSync(join(work, name), text);
    };
    file('.gitignore', readFileSync(join(ROOT, '.gitignore'), 'utf8'));
    file('snapshots/README.md', 'state\n');
    const author = '-c user.name=a -c user.email=a@example.org';
    expect(shell(`git add -A && git ${author} commit -qm first && git push -q -u origin HEAD`).status).toBe(0);

    file('snapshots/harbour/current.json', '{}\n');
    file('snapshots/.lock', '');
    file('snapshots/mail/1.eml', 'x');
    const ran = shell(stepOf('commit'));
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const kept = shell(
      'git log --format=%s | wc -l; git ls-tree -r --name-only origin/HEAD 2>/dev/null || git ls-tree -r --name-only @{u}',
    ).stdout;
    expect(kept.trim().split('\n')).toEqual([
      '2',
      '.gitignore',
      'snapshots/README.md',
      'snapshots/harbour/current.json',
    ]);

    expect(shell(stepOf('commit')).status).toBe(0);
    expect(shell('git log --format=%s | wc -l').stdout.trim()).toBe('2');
  },
);

const WORDS = /^(?:ENTRYPOINT|CMD) (\[.*\])$/gm; // CMD ["watch"]

test('the container starts the program with a command that there is, on the Node that it is built for', () => {
  const text = readFileSync(join(ROOT, 'config/container/Containerfile'), 'utf8');
  const words = [...text.matchAll(WORDS)].flatMap(([, list = '[]']) => z.array(z.string()).parse(JSON.parse(list)));
  expect(words).toEqual([
    'node',
    '/srv/pubwatch/dist/main.js',
    '--config',
    '/config',
    '--snapshots',
    '/snapshots',
    'watch',
  ]);
  const { node } = z
    .object({ devDependencies: z.object({ node: z.string() }) })
    .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).devDependencies;
  expect(text).toContain(`node:${/\d+/.exec(node)?.[0]}-slim`);
});

test('what the container is built from is let in by .dockerignore', () => {
  const admitted = readFileSync(join(ROOT, '.dockerignore'), 'utf8').match(/^!(.+)$/gm) ?? []; // !src
  const text = readFileSync(join(ROOT, 'config/container/Containerfile'), 'utf8');
  const copied = [...text.matchAll(/^COPY (?!--)(.*) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
  expect(admitted.map((line) => line.slice(1)).sort()).toEqual(copied.map((name) => name.replace('./', '')).sort());
});
