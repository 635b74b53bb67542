import { config } from '@vscode/l10n';
import { render } from 'preact';
import { App } from './app';
import { connect } from './bridge';
import './dashboard.css';

const texts: unknown = JSON.parse(document.getElementById('texts')?.textContent ?? 'null');
if (typeof texts === 'object' && texts !== null) config({ contents: texts as Record<string, string> });

const place = document.getElementById('app');
if (place !== null) render(<App bridge={connect()} />, place);
