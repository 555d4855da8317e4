import { createInterface } from 'node:readline/promises';
import { PubwatchError } from '../model/errors.ts';
import type { Io } from './io.ts';

/** Questions to a person at a terminal. */
export interface Prompt {
  /** One line, trimmed. Throws ABORTED where the terminal is closed instead. */
  ask(question: string): Promise<string>;
  /** Yes or no; an empty answer is `usual`. */
  confirm(question: string, usual: 'yes' | 'no'): Promise<boolean>;
  close(): void;
}

const YES = /^(y|yes|j|ja|o|oui|s|si|sí)$/i; // y
const NO = /^(n|no|nein|non|não)$/i; // n

export function createPrompt({ stdin, stdout }: Pick<Io, 'stdin' | 'stdout'>): Prompt {
  const terminal = createInterface({ input: stdin, output: stdout });
  const closed = new AbortController();
  terminal.on('close', () => closed.abort());
  terminal.on('SIGINT', () => terminal.close());
  const ask = async (question: string): Promise<string> => {
    try {
      return (await terminal.question(`${question} `, { signal: closed.signal })).trim();
    } catch (error) {
      throw new PubwatchError('ABORTED', 'Stopped; nothing was written.', {}, error);
    }
  };
  return {
    ask,
    confirm: async (question, usual) => {
      for (;;) {
        const answer = await ask(`${question} ${usual === 'yes' ? '[Y/n]' : '[y/N]'}`);
        if (answer === '') return usual === 'yes';
        if (YES.test(answer) || NO.test(answer)) return YES.test(answer);
      }
    },
    close: () => terminal.close(),
  };
}
