import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isPassword } from '../lib/password.ts';
import type { PageLogin } from '../model/subscriber.ts';

/** refused: wrong or missing · busy: too many wait to be checked. */
export type GateAnswer = 'open' | 'refused' | 'busy';
export interface Gate {
  /** Whether the Authorization header (Basic, RFC 7617) of a request opens. */
  ask(authorization: string | null): Promise<GateAnswer>;
}

const MOST_WAITING = 20; // checks; each takes some 100 ms and 32 MiB on purpose, so a flood of guesses is turned away

/** Lets in who knows the password. One guess is checked at a time; a header that opened once is known again by its mark. */
export function createGate({ user, passwordHash }: PageLogin): Gate {
  const key = randomBytes(32);
  const markOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const userMark = markOf(user);
  let known: Buffer | null = null;
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const check = async (authorization: string): Promise<boolean> => {
    const login = readBasic(authorization);
    const isUser = timingSafeEqual(markOf(login?.user ?? ''), userMark);
    // The hash is computed for a wrong user, too: the time must not tell which of the two was wrong.
    const isRight = await isPassword(login?.password ?? '', passwordHash);
    return login !== null && isUser && isRight;
  };
  return {
    ask: async (authorization) => {
      if (authorization === null) return 'refused';
      const mark = markOf(authorization);
      if (known !== null && timingSafeEqual(mark, known)) return 'open';
      if (waiting >= MOST_WAITING) return 'busy';
      waiting++;
      try {
        const checked = turn.then(() => check(authorization));
        turn = checked.catch(() => undefined);
        if (!(await checked)) return 'refused';
        known = mark;
        return 'open';
      } finally {
        waiting--;
      }
    },
  };
}

const BASIC = /^basic ([A-Za-z0-9+/]{1,2000}={0,2})$/i; // Basic cmVhZGVyOnNlY3JldA==

function readBasic(authorization: string): { readonly user: string; readonly password: string } | null {
  const [, encoded] = BASIC.exec(authorization) ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon === -1 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
