import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadedZones } from '../../../client/src/dashboard/charts/loadedZones';
import { CHART_SCHEMA, chartJson } from '../../../client/src/dashboard/exports';
import { SNAPSHOT_SCHEMA, type Snapshot } from '../../../server/src/shared/snapshot';
import { sampleContext } from './support/sampleData';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/json.md'), 'utf8');

function documentedFields(schema: string): string[] {
  const chapter = DOCUMENT.split(/^## /m).find((text) => text.startsWith(`\`${schema}\``)) ?? '';
  return [...chapter.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '');
}

test('docs/json.md describes every field of a chart’s numbers, and no other', () => {
  const context = sampleContext();
  const written = JSON.parse(chartJson(loadedZones(context), context.data));
  const inside = (name: string, [first = {}]: object[]): string[] =>
    Object.keys(first).map((key) => `${name}[].${key}`);
  const fields = [...Object.keys(written), ...inside('columns', written.columns), ...inside('rows', written.rows)];
  expect(written.schema).toBe(CHART_SCHEMA);
  expect(documentedFields(CHART_SCHEMA).sort()).toEqual(fields.sort());
});

test('docs/json.md describes every part of a snapshot, and no other', () => {
  // The compiler keeps it complete.
  const parts: Record<keyof Snapshot, true> = {
    schema: true,
    savedAtMs: true,
    writtenBy: true,
    configPath: true,
    pageSizeBytes: true,
    memory: true,
    view: true,
    planned: true,
    history: true,
    verdicts: true,
    breakdowns: true,
    pageMaps: true,
  };
  expect(documentedFields(SNAPSHOT_SCHEMA).sort()).toEqual(Object.keys(parts).sort());
});
