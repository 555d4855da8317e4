import { sha256 } from '../lib/bytes.ts';

export interface Drawn {
  readonly body: string;
  readonly etag: string;
}
export interface PageCache {
  /** The page as it was drawn last, or as it is drawn now. */
  get(path: string, draw: () => string): Drawn;
}

/** Keeps the pages that were asked for last, up to so many characters. */
export function createPageCache(mostCharacters: number): PageCache {
  const drawnByPath = new Map<string, Drawn>(); // oldest use first
  let characters = 0;
  return {
    get: (path, draw) => {
      const kept = drawnByPath.get(path);
      const drawn = kept ?? drawPage(draw);
      drawnByPath.delete(path);
      drawnByPath.set(path, drawn);
      if (kept === undefined) characters += drawn.body.length;
      for (const [oldest, { body }] of drawnByPath) {
        if (characters <= mostCharacters) break;
        drawnByPath.delete(oldest);
        characters -= body.length;
      }
      return drawn;
    },
  };
}

function drawPage(draw: () => string): Drawn {
  const body = draw();
  return { body, etag: `"${sha256(body).slice(0, 32)}"` };
}
