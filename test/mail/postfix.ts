import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.ts';

/** A real Postfix on loopback, with a folder of its own. */
export interface Postfix {
  readonly port: number;
  /** Resolves once it has passed on all that it took. */
  drained(): Promise<void>;
  stop(): Promise<void>;
}

/** Asked for each recipient before Postfix takes it; an answer as in access(5), such as `450 4.7.1 later`. */
export type Policy = (recipient: string) => string;

const DRAIN_MS = 30_000;

/**
 * Starts a Postfix that takes mail for example.test and hands it on to a server on loopback. What it refuses is said by its own
 * rules (a recipient, a subject, another domain) and by a policy service of the test (postfix.org/SMTPD_POLICY_README).
 */
export async function startPostfix(nextPort: number, policy: Policy): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-postfix-'));
  await chmod(folder, 0o755);
  const server = await startPolicyServer(policy);
  const port = await freePort();
  for (const name of ['etc', 'spool', 'lib']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'etc/main.cf'), mainOf(folder, nextPort, server.port));
  await writeFile(join(folder, 'etc/master.cf'), masterOf(port));
  await run('chown', 'postfix', join(folder, 'lib'));
  await run('postfix', '-c', join(folder, 'etc'), 'start');
  return {
    port,
    drained: async () => {
      const end = performance.now() + DRAIN_MS;
      while (performance.now() < end)
        if ((await run('postqueue', '-c', join(folder, 'etc'), '-p')).includes('queue is empty')) return;
      throw new Error('Postfix still holds mail');
    },
    stop: async () => {
      await run('postfix', '-c', join(folder, 'etc'), 'stop');
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

const execute = promisify(execFile);

/** The test's own server answers meanwhile: it runs in this process. Throws what the program said. */
async function run(program: string, ...args: readonly string[]): Promise<string> {
  return (await execute(program, args)).stdout;
}

const mainOf = (folder: string, nextPort: number, policyPort: number): string => `compatibility_level = 3.6
myhostname = mx.example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.2/32
queue_directory = ${folder}/spool
data_directory = ${folder}/lib
alias_maps =
local_recipient_maps =
relay_domains = example.test
relay_transport = relay:[127.0.0.1]:${nextPort}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = reject_unauth_destination,
  check_recipient_access inline:{nobody@example.test=REJECT}, check_policy_service inet:127.0.0.1:${policyPort}
header_checks = regexp:{{/^Subject:.*Forbidden/ REJECT 5.7.1 content refused}}
`;

const masterOf = (port: number): string => `127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
relay unix - - n - - smtp
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
`;

async function startPolicyServer(policy: Policy): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let waiting = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      waiting += chunk.toString();
      for (let end = waiting.indexOf('\n\n'); end !== -1; end = waiting.indexOf('\n\n')) {
        const recipient = RECIPIENT.exec(waiting.slice(0, end))?.[1] ?? '';
        waiting = waiting.slice(end + 2);
        socket.write(`action=${policy(recipient)}\n\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return { port: portOf(server.address()), close };
}

const RECIPIENT = /^recipient=(.*)$/m; // recipient=editor@example.test

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
