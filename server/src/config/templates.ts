import type { TextRange } from './sourceText';

/**
 * Templates that make an nginx.conf: Go and Helm `{{ }}`, Jinja and lua-resty-template `{% %}`, `{# #}`, `{* *}`, ERB
 * `<% %>`, Penlight `$( )` and lines of `> if …`. They are not parsed; their parts are blanked out, length for length,
 * so that what is left reads as nginx's language and every offset stays true.
 */
export type TemplateStyle = 'braces' | 'erb' | 'penlight';

/** Stands for each character of a template part that gives text; a private-use character, so part of a word. */
const FILLER = '\uE000';

/** Words with which a `{{ }}` part steers the template and gives no text. */
const CONTROL_WORD =
  /^[-~]?\s*(?:(?:if|else|elseif|elsif|elif|end|endif|endfor|for|range|with|define|template|block|while|do|local|return|function|include|import|set|unless|each|comment)\b|\/\*|#|\/|\^|!)/;

const PARTS: readonly {
  readonly style: TemplateStyle;
  readonly opening: string;
  readonly closing: string;
  readonly givesText: boolean;
}[] = [
  { style: 'braces', opening: '{{', closing: '}}', givesText: true },
  { style: 'braces', opening: '{%', closing: '%}', givesText: false },
  { style: 'braces', opening: '{#', closing: '#}', givesText: false },
  { style: 'braces', opening: '{*', closing: '*}', givesText: true },
  { style: 'braces', opening: '{(', closing: ')}', givesText: true },
  { style: 'erb', opening: '<%=', closing: '%>', givesText: true },
  { style: 'erb', opening: '<%', closing: '%>', givesText: false },
];

/** What tells that a style is in use. */
const MARKS: Readonly<Record<TemplateStyle, RegExp>> = {
  braces: /\{[{%*]/g,
  erb: /<%/g,
  penlight: /\$\((?!\?)|^[ \t]*>[ \t]+(?:if|for|else|elseif|end|local|while|do)\b/gm,
};

/** Where a part does start, once its style is in use. */
const OPENINGS: Readonly<Record<TemplateStyle, string>> = {
  braces: '\\{[{%#*(]',
  erb: '<%',
  penlight: '\\$\\(|^[ \\t]*>[ \\t]',
};

/** Longest part; what seems longer was no part. */
const LONGEST_PART = 10_000;

/** Longest `$( )`, which has to end on its line. */
const LONGEST_EXPRESSION = 200;

const TEMPLATE_FILE = /\.(?:j2|jinja2?|erb|epp|tmpl|tpl|template|mustache|hbs|gotmpl|etlua|ctmpl|tt2?|dist|in)$/i;

const CONTROL_MARK =
  /\{%|<%|\{\{[-~]?\s*(?:(?:if|else|end|range|with)\b|#)|^[ \t]*>[ \t]+(?:if|for|else|elseif|end)\b/m;

/** The file's name or text says that a template tool is yet to fill it in. */
export function mayBeTemplate(text: string, path = ''): boolean {
  return templateStyles(text, path, []) !== null;
}

/** Parts of the file may be left out or repeated, so what stands in it twice may end up there once. */
export function hasTemplateBranches(text: string): boolean {
  // Most files have none of the signs, and finding that out must not cost a pass of the expression.
  const hasSign =
    text.includes('{%') || text.includes('<%') || text.includes('{{') || text.includes('> ') || text.includes('>\t');
  return hasSign && CONTROL_MARK.test(text);
}

/** The text may have template parts that read as nginx's language, as words of it: no problem tells of them. */
export function hasHiddenTemplateParts(text: string): boolean {
  // A search stops at each first character of what it looks for, so the rarer one is looked for first.
  return text.includes('<%') || text.includes('$( ') || (text.includes('> ') && text.includes('\n> '));
}

/** One of the {@link MARKS} stands somewhere in the text. */
export function hasTemplateMarks(text: string): boolean {
  return hasMarks.braces(text) || hasMarks.erb(text) || hasMarks.penlight(text);
}

/** Tells that a style's mark stands somewhere, many times as fast as its expression does. */
const hasMarks: Readonly<Record<TemplateStyle, (text: string) => boolean>> = {
  braces: (text) => text.includes('{{') || text.includes('{%') || text.includes('{*'),
  erb: (text) => text.includes('<%'),
  penlight: hasPenlightMarks,
};

const STEERING = />[ \t]+(?:if|for|else|elseif|end|local|while|do)\b/y;

function hasPenlightMarks(text: string): boolean {
  for (let at = text.indexOf('$('); at !== -1; at = text.indexOf('$(', at + 1)) {
    if (text[at + 2] !== '?') return true;
  }
  for (let at = text.indexOf('>'); at !== -1; at = text.indexOf('>', at + 1)) {
    let before = at - 1;
    while (text[before] === ' ' || text[before] === '\t') before--;
    if (!/^[\n\r\u2028\u2029]?$/.test(text[before] ?? '')) continue;
    STEERING.lastIndex = at;
    if (STEERING.test(text)) return true;
  }
  return false;
}

/**
 * Styles of template parts in a text that a template tool is yet to fill in; null where nothing says that it is one.
 *
 * @param path the file's name, which may say that it is a template
 * @param luaBlocks ranges of Lua code, in order: there `{{` opens a table of tables
 */
export function templateStyles(text: string, path: string, luaBlocks: readonly TextRange[]): Set<TemplateStyle> | null {
  const styles = new Set<TemplateStyle>();
  for (const [style, mark] of Object.entries(MARKS) as [TemplateStyle, RegExp][]) {
    if (hasMarks[style](text) && matchesOutside(text, mark, luaBlocks)) styles.add(style);
  }
  return styles.size > 0 || isTemplateName(path) ? styles : null;
}

/** The file's name says that it is a template. */
export function isTemplateName(path: string): boolean {
  return TEMPLATE_FILE.test(path);
}

function matchesOutside(text: string, mark: RegExp, ranges: readonly TextRange[]): boolean {
  mark.lastIndex = 0;
  let range = 0;
  for (let match = mark.exec(text); match !== null; match = mark.exec(text)) {
    while ((ranges[range]?.end ?? Infinity) <= match.index) range++;
    const inside = ranges[range];
    if (inside === undefined || match.index < inside.start) return true;
    mark.lastIndex = inside.end;
  }
  return false;
}

interface TemplatePart extends TextRange {
  readonly givesText: boolean;
}

/** The text with its template parts blanked out. */
export function maskTemplates(text: string, styles: ReadonlySet<TemplateStyle>): string {
  const parts = findParts(text, styles);
  const pieces: string[] = [];
  let done = 0;
  for (let first = 0; first < parts.length; ) {
    // Parts with nothing but blanks between them are judged as one.
    let after = first + 1;
    while (after < parts.length && isBlank(text, parts[after - 1]?.end ?? 0, parts[after]?.start ?? 0)) after++;
    const group = parts.slice(first, after);
    const isStatement = standsAlone(text, group[0]?.start ?? 0, group.at(-1)?.end ?? 0);
    for (const { start, end, givesText } of group) {
      pieces.push(text.slice(done, start), blank(text.slice(start, end), givesText && !isStatement));
      done = end;
    }
    first = after;
  }
  pieces.push(text.slice(done));
  return pieces.join('');
}

function findParts(text: string, styles: ReadonlySet<TemplateStyle>): TemplatePart[] {
  const parts: TemplatePart[] = [];
  if (styles.size === 0) return parts;
  const opening = new RegExp([...styles].map((style) => OPENINGS[style]).join('|'), 'gm');
  const next = createFinder(text);
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const part = partAt(text, match.index + match[0].search(/\S/), next);
    if (part === null) opening.lastIndex = match.index + 1;
    else {
      parts.push(part);
      opening.lastIndex = part.end;
    }
  }
  return parts;
}

/** Finds the next place of a word; asked with growing offsets, it reads the text once for each word. */
type Finder = (word: string, from: number) => number;

function createFinder(text: string): Finder {
  const places = new Map<string, number>();
  return (word, from) => {
    const known = places.get(word) ?? -1;
    if (known >= from) return known;
    const found = text.indexOf(word, from);
    const place = found === -1 ? Infinity : found;
    places.set(word, place);
    return place;
  };
}

function partAt(text: string, at: number, next: Finder): TemplatePart | null {
  if (text[at] === '>') return { start: at, end: Math.min(next('\n', at), text.length), givesText: false };
  if (text[at] === '$') return expressionAt(text, at);
  for (const { opening, closing, givesText } of PARTS) {
    if (!text.startsWith(opening, at)) continue;
    const contentStart = at + opening.length;
    const contentEnd = next(closing, contentStart);
    if (contentEnd - at > LONGEST_PART) continue;
    const isControl = CONTROL_WORD.test(text.slice(contentStart, Math.min(contentEnd, contentStart + 40)));
    return { start: at, end: contentEnd + closing.length, givesText: givesText && !isControl };
  }
  return null;
}

/** Penlight's `$(expression)`, which may hold parentheses of its own. */
function expressionAt(text: string, at: number): TemplatePart | null {
  let depth = 0;
  for (let place = at + 1; place < at + LONGEST_EXPRESSION; place++) {
    const character = text[place];
    if (character === undefined || character === '\n') return null;
    if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return { start: at, end: place + 1, givesText: true };
  }
  return null;
}

/** Nothing but blanks on one line. */
function isBlank(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (!isBlankCharacter(text[at])) return false;
  }
  return true;
}

const isBlankCharacter = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\r';

/** What is there stands for whole directives, and must not become a word that the next line is joined to. */
function standsAlone(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (isBlankCharacter(text[before])) before--;
  let after = end;
  while (isBlankCharacter(text[after])) after++;
  return /^[\n;{}]?$/.test(text[before] ?? '') && /^[\n}]?$/.test(text[after] ?? '');
}

/** Text must stay one word, so its line breaks go too. */
function blank(part: string, givesText: boolean): string {
  return givesText ? FILLER.repeat(part.length) : part.replace(/[^\n]/g, ' ');
}
