/** What a case's text is, and so what may be asked of it. */
export type CaseForm =
  /** A main config, which nginx can test. */
  | 'whole'
  /** A part of one, which nginx can test when the blocks around it are put there. */
  | 'fragment'
  /** What a template tool would fill in; nginx can't test it. */
  | 'template';

/** One config that was found. */
export interface SurveyCase {
  /** Name of the folder that was surveyed. */
  readonly source: string;
  /** Where in the folder it was found; for a config inside another file, that file with a number or line. */
  readonly name: string;
  readonly form: CaseForm;
  /** The config's text as bytes in Latin-1, {@link TEST_FOLDER} standing for the folder that it is tested in. */
  readonly text: string;
  /** The file itself, where the text is all of one. */
  readonly path: string | null;
  /** Where its file stands in the folder that it is tested in, which is nginx's prefix. */
  readonly rootName: string;
  /** Files that the config wants beside it, by relative path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Stands in a case's text for the folder that it is tested in. */
export const TEST_FOLDER = '%%TESTDIR%%';

/** Configs of a test file, and how many of its tests have one that only Perl could make. */
export interface FoundTests {
  readonly cases: readonly SurveyCase[];
  readonly unassembled: number;
}
