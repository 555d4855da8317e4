/** The port of `serve` unless told otherwise. */
export const DEFAULT_PORT = '8733';

/** Where `serve` then shows the page. */
export const LOCAL_PAGE = `http://127.0.0.1:${DEFAULT_PORT}/`;
