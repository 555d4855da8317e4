import type { Detection } from '../model/detection.ts';

/** A page that holds no list, before anything is said of what it is instead. */
export const NO_LISTING: Detection = {
  verdict: 'not-a-listing',
  what: '',
  recipe: null,
  confidence: 0,
  items: [],
  next: null,
  feeds: [],
  warnings: [],
  trace: [],
};
