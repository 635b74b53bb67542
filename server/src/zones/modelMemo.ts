import type { ConfigFile } from '../config/configFiles';
import type { BlockContext } from '../config/contexts';
import type { FileEdit } from '../config/fileEdit';
import { type FileReading, readFile } from './fileReading';
import { createLexicon, type Lexicon } from './lexicon';
import type { ScannedFile } from './scripts';
import { isSameBuild, type ServerBuild } from './serverBuild';

/**
 * What was worked out for one version of a config and may hold for the next. Nothing in it changes what a model says; it
 * refers to no older version's files.
 */
export interface ModelMemo {
  readonly lexicon: Lexicon;
  /** By the version of a file, then by how many times nginx has read it before. */
  readonly readings: WeakMap<ConfigFile, FileReading[]>;
  scannedFiles: ReadonlyMap<string, ScannedFile>;
}

export function createModelMemo(build: ServerBuild, pageSizeBytes: number): ModelMemo {
  return { lexicon: createLexicon(build, pageSizeBytes), readings: new WeakMap(), scannedFiles: new Map() };
}

/** The memo holds for models of a target. */
export function isMemoFor({ lexicon }: ModelMemo, build: ServerBuild, pageSizeBytes: number): boolean {
  return lexicon.pageSizeBytes === pageSizeBytes && isSameBuild(lexicon.build, build);
}

/**
 * The reading of a file, taken over where it is known.
 *
 * @param edit how the file came out of an older version, if it is the one that changed
 */
export function readingFor(
  { lexicon, readings }: ModelMemo,
  file: ConfigFile,
  timesRead: number,
  base: BlockContext,
  block: string,
  edit: FileEdit | null,
): FileReading {
  const known = readings.get(file) ?? [];
  for (const reading of [known[timesRead], known[0]?.isBlockless ? known[0] : undefined]) {
    if (reading !== undefined && isReadingIn(reading, base, block)) return reading;
  }
  const older = edit?.after === file ? readings.get(edit.before)?.[timesRead] : undefined;
  const isAlike = older !== undefined && isReadingIn(older, base, block);
  const name = `${timesRead}:${file.path}`;
  const made = readFile(file, base, name, block, lexicon, isAlike && edit !== null ? { read: older, edit } : null);
  if (known.length === 0) readings.set(file, known);
  known[timesRead] = made;
  return made;
}

/** The reading is one where `base` holds and the outermost directives end up in a block. */
export function isReadingIn(reading: FileReading, base: BlockContext, block: string): boolean {
  return reading.base === base && (reading.block === null || reading.block === block);
}
