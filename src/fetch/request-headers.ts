import { PubwatchError } from '../model/errors.ts';
import type { FetchRequest } from '../model/ports.ts';

export type Headers = Readonly<Record<string, string>>;

const MAIL_ADDRESS = /^(?:mailto:)?([^\s@/:()<>]+@[^\s@/:()<>]+)$/; // mailto:bot@example.org
const NOT_IN_COMMENT = /[^\x20-\x7e]|[()\\]/g; // (

/** Who asks, and how to reach us, the same for every request: no disguise, ever. An empty contact is left out. */
export function identityHeaders(contact: string, version: string): Headers {
  const shown = contact.replace(NOT_IN_COMMENT, '').trim();
  const address = MAIL_ADDRESS.exec(shown)?.[1];
  return {
    'user-agent': shown === '' ? `pubwatch/${version}` : `pubwatch/${version} (+${shown})`,
    ...(address === undefined ? {} : { from: address }),
  };
}

/** What a page, a feed or a sitemap is asked with. */
export const CONTENT_HEADERS: Headers = {
  accept:
    'text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.9, */*;q=0.8',
  'accept-encoding': 'gzip, br, deflate', // no zstd: Node 22 takes half a stream for a whole one
};

/** Validators as they came (RFC 9110 §13.1). Only for the address they were stored for: where it redirects they mean nothing. */
export function conditionalHeaders({ etag, lastModified }: FetchRequest['validators']): Headers {
  return {
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  };
}

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/; // x-api-key
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/; // Bearer abc
const OURS =
  /^(?:user-agent|from|host|connection|content-length|content-type|transfer-encoding|te|trailer|upgrade|expect|keep-alive|accept-encoding|range|if-.*|proxy-.*|x-forwarded-.*|forwarded|via)$/; // user-agent

/** Further headers of the operator, in lower case. Throws CONFIG_INVALID for those that would disguise us or break the request. */
export function extraHeaders(headers: Headers): Headers {
  const lower = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    if (!NAME.test(key) || !VALUE.test(value)) {
      throw new PubwatchError('CONFIG_INVALID', `fetch.headers: "${key.slice(0, 60)}" is no header that can be sent`);
    }
    if (OURS.test(key)) throw new PubwatchError('CONFIG_INVALID', `fetch.headers: "${key}" is set by pubwatch alone`);
    lower.set(key, value);
  }
  return Object.fromEntries(lower);
}

/** User and password of an address as a header; nothing where it has none. */
export function loginHeaders({ username, password }: URL): Headers {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
}

/** Secret headers as the evidence may show them. */
export function hideValues(headers: Headers): Headers {
  return Object.fromEntries(Object.keys(headers).map((name) => [name, '(not stored)']));
}
