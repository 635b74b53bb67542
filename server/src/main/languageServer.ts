import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFileSystem } from '../host/nodeFileSystem';
import { runLanguageServer } from '../languageServer/server';

// Both are built into one folder.
runLanguageServer(createConnection(ProposedFeatures.all), nodeFileSystem(), join(__dirname, 'collector.js'));
