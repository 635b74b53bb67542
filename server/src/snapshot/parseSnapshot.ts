import * as v from 'valibot';
import { t } from '../l10n';
import { SNAPSHOT_SCHEMA, type Snapshot } from '../shared/snapshot';
import { MOST_CHARACTERS, MOST_CONTAINERS, MOST_DEPTH } from './bounds';
import { findJsonFault, lineAndColumn } from './jsonCheck';
import { remedy, schemaProblem, shownText } from './snapshotProblem';
import { ruleProblem } from './snapshotRules';
import { snapshotSchema } from './snapshotSchema';

const ANY_VERSION = /^zone-lens\.snapshot\/([0-9]{1,9})$/;

/**
 * Reads a snapshot's file, which may be anything: what it gives has the form and the bounds that the types promise, and
 * nothing else in it. Its texts are as they stand in the file, and to be shown as text only. Never throws, and takes time
 * that grows with the length of the text and not with its square.
 *
 * @returns the snapshot; or what is wrong, where, and what to do, in one line for people
 */
export function parseSnapshot(text: string): { readonly snapshot: Snapshot } | { readonly problem: string } {
  if (text.length > MOST_CHARACTERS) {
    return { problem: foreignProblem(t('it is larger than {0} MB', MOST_CHARACTERS / 2 ** 20)) };
  }
  // An editor may have put a byte order mark in front.
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  const value = parseJson(json);
  if ('problem' in value) return value;
  const problem = versionProblem(value.json);
  if (problem !== null) return { problem };
  const read = v.safeParse(snapshotSchema, value.json, { abortEarly: true, abortPipeEarly: true });
  if (!read.success) return { problem: schemaProblem(read.issues[0]) };
  const broken = ruleProblem(read.output);
  return broken === null ? { snapshot: read.output } : { problem: broken };
}

function parseJson(text: string): { readonly json: unknown } | { readonly problem: string } {
  const fault = findJsonFault(text, { mostContainers: MOST_CONTAINERS, mostDepth: MOST_DEPTH });
  if (fault === null) return { json: JSON.parse(text) };
  const { line, column } = lineAndColumn(text, fault.offset);
  switch (fault.kind) {
    case 'syntax':
      return { problem: t('The file is no JSON: line {0}, column {1}. {2}', line, column, remedy()) };
    case 'end':
      return { problem: t('The file ends too early, in line {0}, column {1}. {2}', line, column, remedy()) };
    case 'deep':
    case 'large':
      return {
        problem: foreignProblem(t('at line {0}, column {1} there is more in it than in any snapshot', line, column)),
      };
  }
}

function foreignProblem(why: string): string {
  return t('The file is no snapshot of Zone Lens: {0}. Open one that a dashboard has saved.', why);
}

/** Asked before anything else: a file of another version may differ in all of it. */
function versionProblem(json: unknown): string | null {
  const field = (name: string): unknown =>
    typeof json === 'object' && json !== null && Object.hasOwn(json, name) ? Reflect.get(json, name) : undefined;
  const schema = field('schema');
  if (schema === SNAPSHOT_SCHEMA) return null;
  const version = typeof schema === 'string' ? ANY_VERSION.exec(schema)?.[1] : undefined;
  if (version === undefined) {
    return foreignProblem(t('it has no "schema" of "{0}"', SNAPSHOT_SCHEMA));
  }
  const writtenBy = field('writtenBy');
  const writer =
    typeof writtenBy === 'string' ? `Zone Lens ${shownText(writtenBy)}` : t('another version of Zone Lens');
  return t(
    'The snapshot has format {0}, and this version of Zone Lens reads format {1}: open it with {2}, which wrote it.',
    version,
    SNAPSHOT_SCHEMA.slice(SNAPSHOT_SCHEMA.indexOf('/') + 1),
    writer,
  );
}
