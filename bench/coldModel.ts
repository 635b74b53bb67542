/** Runs in a process of its own: reads a config tree once, cold, and prints what that took. */
import { performance } from 'node:perf_hooks';
import { loadConfigFiles } from '../server/src/config/configFiles';
import { analyze, DEFAULT_SETTINGS } from '../server/src/features/analysis';
import { diagnose } from '../server/src/features/diagnostics/diagnose';
import { nodeFileSystem } from '../server/src/host/nodeFileSystem';
import { realHostFiles } from '../server/src/host/procFiles';
import { readHostFacts } from '../server/src/host/readHostFacts';
import { parseServerBuild, UNKNOWN_BUILD } from '../server/src/zones/serverBuild';
import { buildZoneModel, isZoneDirective } from '../server/src/zones/zoneModel';

const [rootPath = ''] = process.argv.slice(2);
const fileSystem = nodeFileSystem();
const host = readHostFacts(realHostFiles());
const start = performance.now();
const root = fileSystem.readFile(rootPath);
if (!root.found) throw new Error(`${rootPath}: ${root.reason}`);
const config = loadConfigFiles(fileSystem, rootPath, root.text, { isMarked: isZoneDirective });
const parsed = performance.now();
const build = parseServerBuild('nginx/1.22.1', true) ?? UNKNOWN_BUILD;
const model = buildZoneModel(config, { fileSystem, build, prefixes: [], pageSizeBytes: host.pageSizeBytes });
const analysis = analyze(model, host, DEFAULT_SETTINGS);
const modelled = performance.now();
const problems = diagnose(analysis);
const done = performance.now();
const result = {
  parseMs: parsed - start,
  modelMs: modelled - parsed,
  problemsMs: done - modelled,
  totalMs: done - start,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  zones: model.zones.length,
  references: model.references.length,
  errors: problems.filter((problem) => problem.severity === 'error').length,
};
process.stdout.write(JSON.stringify(result));
