// Gathers every text that people read in the editor into l10n/bundle.l10n.json, whose keys translations go by, and takes
// what is gone out of the translations. With --check it writes nothing, and fails where a file is out of date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '..');

const SOURCES = ['client/src', 'server/src'];

const FOLDER = 'l10n';

const BUNDLE = `${FOLDER}/bundle.l10n.json`;

/** Texts that the code has as data and translates by their values: `t(kind.whenFull)`. */
const DATA_TEXTS = new Set(['whenFull', 'onReload', 'noun', 'template']);

/**
 * All texts: those that the sources hand to `t`, and those that are data.
 *
 * @param zoneKinds the catalogue's rows
 * @param messages of config/
 */
export function allTexts(zoneKinds, messages) {
  const texts = new Set(SOURCES.flatMap((folder) => sourceFiles(path.join(root, folder)).flatMap(textsOfFile)));
  for (const message of messages) texts.add(message);
  for (const { whenFull, onReload, entry } of zoneKinds) {
    for (const text of [whenFull, onReload, entry?.noun]) if (text !== undefined) texts.add(text);
  }
  return [...texts].sort();
}

/** What the bundle of some texts holds: each stands for itself. */
export function bundleText(texts) {
  return jsonText(Object.fromEntries(texts.map((text) => [text, text])));
}

function jsonText(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function sourceFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function textsOfFile(file) {
  return textsOfSource(file, readFileSync(file, 'utf8'));
}

/** The texts that a source hands to `t` or `vscode.l10n.t`; an error for one that can't be read off the source. */
export function textsOfSource(file, source) {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, kind);
  const importsT = tree.statements.some((statement) => isImportOfT(statement));
  const texts = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTranslation(node.expression, importsT)) {
      const [text] = node.arguments;
      if (text !== undefined) collect(text, tree, texts);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return texts;
}

function isImportOfT(statement) {
  if (!ts.isImportDeclaration(statement) || !/(?:^|\/)l10n$/.test(statement.moduleSpecifier.text)) return false;
  const named = statement.importClause?.namedBindings;
  return named !== undefined && ts.isNamedImports(named) && named.elements.some(({ name }) => name.text === 't');
}

/** The `t` of server/src/l10n.ts (also within that file), or the editor's own. */
function isTranslation(callee, importsT) {
  if (ts.isIdentifier(callee)) {
    return callee.text === 't' && (importsT || /(?:^|\/)l10n\.ts$/.test(callee.getSourceFile().fileName));
  }
  return ts.isPropertyAccessExpression(callee) && callee.getText() === 'vscode.l10n.t';
}

function collect(node, tree, texts) {
  const literal = literalText(node);
  if (literal !== null) {
    texts.push(literal);
    return;
  }
  if (ts.isConditionalExpression(node)) {
    collect(node.whenTrue, tree, texts);
    collect(node.whenFalse, tree, texts);
    return;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    collect(node.left, tree, texts);
    collect(node.right, tree, texts);
    return;
  }
  const name = ts.isPropertyAccessExpression(node) ? node.name.text : node.getText();
  if (DATA_TEXTS.has(name)) return;
  const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
  throw new Error(`${tree.fileName}:${line + 1}: t() wants a literal text, and not ${node.getText()}`);
}

/** A literal, or literals that are put together with `+`; null for anything else. */
function literalText(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return literalText(node.expression);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const [left, right] = [literalText(node.left), literalText(node.right)];
  return left === null || right === null ? null : left + right;
}

/** A translation without what is no longer there, in the order of the texts. */
function keptTranslations(translations, texts) {
  return Object.fromEntries(texts.flatMap((text) => (text in translations ? [[text, translations[text]]] : [])));
}

async function run() {
  const { bundle } = await import('./bundle.mjs');
  const load = async (entry) => createRequire(import.meta.url)(await bundle(entry));
  const { zoneKinds } = await load('server/src/zones/catalogue/index.ts');
  const { CONFIG_MESSAGES } = await load('server/src/features/diagnostics/configMessages.ts');
  const texts = allTexts(zoneKinds, CONFIG_MESSAGES);
  update(BUNDLE, bundleText(texts));
  for (const name of readdirSync(path.join(root, FOLDER))) {
    if (!/^bundle\.l10n\.[\w-]+\.json$/.test(name)) continue;
    const file = `${FOLDER}/${name}`;
    const kept = keptTranslations(JSON.parse(readFileSync(path.join(root, file), 'utf8')), texts);
    update(file, jsonText(kept));
    for (const text of texts) if (!(text in kept)) complain(`${file} lacks ${JSON.stringify(text)}`);
  }
}

function update(file, wanted) {
  const target = path.join(root, file);
  if (existsSync(target) && readFileSync(target, 'utf8') === wanted) return;
  if (process.argv.includes('--check')) {
    complain(`${file} is out of date: run node scripts/l10n.mjs`);
    return;
  }
  writeFileSync(target, wanted);
  console.log(`wrote ${file}`);
}

function complain(message) {
  console.error(message);
  process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await run();
