import { createServer, type Socket } from 'node:net';
import { listenOnLoopback } from './loopback.ts';

const END_OF_DATA = '\r\n.\r\n';
const MOST_BYTES = 10 * 2 ** 20;

/** A mailbox on loopback: an SMTP server (RFC 5321, the least that a sender needs) that keeps what it is sent. */
export async function createDemoMailbox() {
  const messages: string[] = [];
  const server = createServer((socket) => serve(socket, (message) => messages.push(message)));
  const { port, close } = await listenOnLoopback(server);
  return { url: `smtp://127.0.0.1:${port}`, messages, close };
}

function serve(socket: Socket, keep: (message: string) => void): void {
  let waiting = '';
  let isData = false;
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };
  socket.setEncoding('latin1');
  socket.on('error', () => socket.destroy());
  say('220 demo mailbox');
  socket.on('data', (chunk) => {
    waiting += String(chunk);
    if (waiting.length > MOST_BYTES) socket.destroy();
    for (let step = takeStep(waiting, isData); step !== null; step = takeStep(waiting, isData)) {
      waiting = step.rest;
      if (isData) keep(`${step.text.replaceAll('\r\n..', '\r\n.')}\r\n`);
      const answer = isData ? '250 kept' : answerTo(step.text);
      isData = answer.startsWith('354');
      say(answer);
      if (answer.startsWith('221')) socket.end();
    }
  });
}

function takeStep(waiting: string, isData: boolean): { text: string; rest: string } | null {
  const mark = isData ? END_OF_DATA : '\r\n';
  const at = waiting.indexOf(mark);
  return at === -1 ? null : { text: waiting.slice(0, at), rest: waiting.slice(at + mark.length) };
}

function answerTo(command: string): string {
  switch (command.slice(0, 4).toUpperCase()) {
    case 'EHLO':
    case 'HELO':
      return '250 demo';
    case 'DATA':
      return '354 go on';
    case 'QUIT':
      return '221 bye';
    default:
      return '250 ok';
  }
}
