import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { hashPassword } from '../lib/password.ts';
import { PubwatchError } from '../model/errors.ts';
import type { CommandContext } from './io.ts';

const SALT_BYTES = 16;
const LEAST_LENGTH = 8; // characters; NIST SP 800-63B asks for no fewer
const LINE_END = /\r?\n$/; // \n

/** `hash-password`: the hash of the password on standard input, for `page.passwordHash`. Throws USAGE for one that is too short. */
export async function hashGivenPassword({ io, out }: CommandContext): Promise<number> {
  if (io.stdin.isTTY === true) out.diagnostic('The password, then Enter and Ctrl-D; it is shown as you type:');
  const password = (await text(io.stdin)).replace(LINE_END, '');
  if (password.length < LEAST_LENGTH)
    throw new PubwatchError(
      'USAGE',
      `hash-password: expected a password of at least ${LEAST_LENGTH} characters on standard input, found ${password.length}`,
    );
  out.result(await hashPassword(password, randomBytes(SALT_BYTES)));
  return 0;
}
