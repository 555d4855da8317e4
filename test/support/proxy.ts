import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy that leads every request to this port on loopback, whatever it is asked for. */
export async function startProxy(port: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(`proxied ${request.url}`);
  });
  server.on('connect', (request, client) => {
    asked.push(`CONNECT ${request.url}`);
    const target = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}
