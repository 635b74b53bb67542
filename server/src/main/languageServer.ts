import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFileSystem } from '../host/nodeFileSystem';
import { runLanguageServer } from '../languageServer/server';

runLanguageServer(createConnection(ProposedFeatures.all), nodeFileSystem());
