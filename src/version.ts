declare const PUBWATCH_VERSION: string | undefined;

/** The program's version; '0.0.0-source' where it runs unbundled. */
export const VERSION = typeof PUBWATCH_VERSION === 'string' ? PUBWATCH_VERSION : '0.0.0-source';
