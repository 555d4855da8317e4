import { sha256 } from '../../lib/bytes.ts';
import type { CommitFolders } from '../../model/commit.ts';

// Where the pages lie, below the site's folder or the server's root. What has been published stays where it is.
export const OVERVIEW = 'index.html';
export const TIMELINE = 'timeline/index.html';
export const INCIDENTS = 'incidents.html';
export const SEARCH = 'search.html';
export const GUIDE = 'guide.html';
export const ICON = 'icon.svg';

/** Sources beyond those of the overview; part 1 is the overview itself. */
export function sourcesPath(part: number): string {
  return part === 1 ? OVERVIEW : `sources/part-${part}.html`;
}

/** One month of a source's changes, or of all sources (null); part 1 holds its first changes. */
export function monthPath(sourceId: string | null, month: string, part: number): string {
  const folder = sourceId === null ? 'timeline' : `${sourceFolder(sourceId)}/timeline`;
  return `${folder}/${month}${part === 1 ? '' : `-part-${part}`}.html`;
}

export function sourcePath(sourceId: string): string {
  return `${sourceFolder(sourceId)}/index.html`;
}

/** The items listed today, paged. */
export function itemsPath(sourceId: string, part: number): string {
  return `${sourceFolder(sourceId)}/items${part === 1 ? '' : `-part-${part}`}.html`;
}

export function itemPath(sourceId: string, name: string): string {
  return `${sourceFolder(sourceId)}/items/${name}.html`;
}

/** What one crawl changed, paged. */
export function crawlPath(sourceId: string, sequence: number, part = 1): string {
  return `${sourceFolder(sourceId)}/crawls/${numberName(sequence)}${part === 1 ? '' : `-part-${part}`}.html`;
}

/** The files of evidence of a source, paged. */
export function evidencePath(sourceId: string, part: number): string {
  return `${sourceFolder(sourceId)}/evidence${part === 1 ? '' : `-part-${part}`}.html`;
}

/** Where one change stands: the address that mails and feeds link to. */
export function changePath(changeId: string): string {
  return `changes/${fileName(changeId)}.html`;
}

/** All told changes as one file; the server takes a filter behind it. */
export function changesFile(format: string): string {
  return `changes.${format}`;
}

/** The told changes of a source as one file. */
export function sourceChangesFile(sourceId: string, format: string): string {
  return `${sourceFolder(sourceId)}/changes.${format}`;
}

/** Two snapshots of a source side by side. */
export function comparePath(sourceId: string): string {
  return `${sourceFolder(sourceId)}/compare.html`;
}

function sourceFolder(sourceId: string): string {
  return `sources/${fileName(sourceId)}`;
}

/** 42 as 000042, as the files of the store are numbered. */
function numberName(sequence: number): string {
  return String(sequence).padStart(6, '0');
}

/** The pages as received of one commit, below the snapshots folder. */
export function capturesFile({ captures }: CommitFolders, sequence: number): string {
  return `${captures}/${numberName(sequence)}.warc.gz`;
}

/** The record of what one commit changed, below the snapshots folder. */
export function recordFile({ changes }: CommitFolders, sequence: number): string {
  return `${changes}/${numberName(sequence)}.json`;
}

const FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/; // dhs-ice.42.9f2c01ab

/** A name that stays within its folder, whatever the stored id says. */
function fileName(id: string): string {
  return FILE_NAME.test(id) ? id : `x-${sha256(id).slice(0, 16)}`;
}

/** The address of one page as written on another: relative, so that the site works below any address and from a disk. */
export function linkFrom(from: string, to: string): string {
  const depth = from.split('/').length - 1;
  return `${'../'.repeat(depth)}${to}`;
}
