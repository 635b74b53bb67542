import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFileSystem } from '../host/nodeFileSystem';
import { runLanguageServer } from '../languageServer/server';

declare const ZONE_LENS_VERSION: string;

// Both are built into one folder.
const collectorProgram = join(__dirname, 'collector.js');
runLanguageServer(createConnection(ProposedFeatures.all), nodeFileSystem(), collectorProgram, ZONE_LENS_VERSION);
