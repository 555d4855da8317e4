import { type Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { PubwatchError } from '../model/errors.ts';

/** Where to go by a proxy, and where not: values of HTTP_PROXY, HTTPS_PROXY, NO_PROXY; '' for none. */
export interface Proxies {
  readonly http: string;
  readonly https: string;
  readonly exempt: string;
}

/** A proxy is the operator's own, wherever it stands: the guard sees only hosts that NO_PROXY exempts, and literals before that. */
export function openProxied(proxies: Proxies, options: Agent.Options, ca: readonly string[] | null): Dispatcher {
  const requestTls = { allowH2: false, ...(ca === null ? {} : { ca: [...ca] }) };
  try {
    return new EnvHttpProxyAgent({
      ...options,
      httpProxy: proxies.http,
      httpsProxy: proxies.https,
      noProxy: proxies.exempt,
      requestTls,
    });
  } catch (error) {
    throw new PubwatchError('CONFIG_INVALID', 'HTTP_PROXY or HTTPS_PROXY is no address of a proxy', {}, error);
  }
}
