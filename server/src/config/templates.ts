/**
 * Templates that make an nginx.conf: Go and Helm `{{ }}`, Jinja and lua-resty-template `{% %}`, `{# #}`, `{* *}`, ERB
 * `<% %>`, Penlight `$( )` and lines of `> if …`. They are not parsed; their parts are blanked out, length for length,
 * so that what is left reads as nginx's language and every offset stays true.
 */

/** Stands for each character of a template part that gives text; a private-use character, so part of a word. */
const FILLER = '\uE000';

/** Words with which a `{{ }}` or `> ` part steers the template and gives no text. */
const CONTROL_WORD =
  /^-?\s*(?:if|else|elseif|elsif|elif|end|endif|endfor|for|range|with|define|template|block|while|do|local|return|function|include|import|set|unless|each|comment|\/\*|#|\/)/;

const PARTS: readonly { readonly opening: string; readonly closing: string; readonly givesText: boolean }[] = [
  { opening: '{{', closing: '}}', givesText: true },
  { opening: '{%', closing: '%}', givesText: false },
  { opening: '{#', closing: '#}', givesText: false },
  { opening: '{*', closing: '*}', givesText: true },
  { opening: '{(', closing: ')}', givesText: true },
  { opening: '<%=', closing: '%>', givesText: true },
  { opening: '<%', closing: '%>', givesText: false },
];

/** Longest template part, and farthest look for a line's ends: keeps hostile files from costing their length squared. */
const LONGEST_PART = 1000;

const TEMPLATE_FILE = /\.(?:j2|jinja2?|erb|epp|tmpl|tpl|template|mustache|hbs|gotmpl|etlua|ctmpl|tt2?|dist|in)$/i;

const TEMPLATE_MARK = /\{\{|\{%|<%|\{\*|\$\(\s|^[ \t]*> +(?:if|for|else|end|local|while|do)\b/m;

const CONTROL_MARK = /\{%|<%|\{\{-?\s*(?:if|else|end|range|with|#)|^[ \t]*> +(?:if|for|else|end)\b/m;

/** The file's name or text says that a template tool is yet to fill it in. */
export function mayBeTemplate(text: string, path = ''): boolean {
  return TEMPLATE_FILE.test(path) || TEMPLATE_MARK.test(text);
}

/** Parts of the file may be left out or repeated, so what stands in it twice may end up there once. */
export function hasTemplateBranches(text: string): boolean {
  return CONTROL_MARK.test(text);
}

/** The text with every template part blanked out; null where it has none. */
export function maskTemplates(text: string): string | null {
  const pieces: string[] = [];
  let done = 0;
  for (let at = nextMark(text, 0); at !== -1; at = nextMark(text, at)) {
    const part = partAt(text, at);
    if (part === null) {
      at++;
      continue;
    }
    pieces.push(text.slice(done, at), blank(text.slice(at, part.end), part.givesText));
    done = part.end;
    at = part.end;
  }
  if (done === 0) return null;
  pieces.push(text.slice(done));
  return pieces.join('');
}

function nextMark(text: string, from: number): number {
  MARK_START.lastIndex = from;
  const match = MARK_START.exec(text);
  return match === null ? -1 : match.index;
}

const MARK_START = /[{<$>]/g;

function partAt(text: string, at: number): { end: number; givesText: boolean } | null {
  if (text[at] === '>') return controlLineAt(text, at);
  if (text[at] === '$') {
    if (text[at + 1] !== '(') return null;
    const length = text.slice(at, at + LONGEST_PART).search(/[)\n]/);
    return text[at + length] === ')' ? { end: at + length + 1, givesText: true } : null;
  }
  for (const { opening, closing, givesText } of PARTS) {
    if (!text.startsWith(opening, at)) continue;
    const limited = text.slice(at, at + LONGEST_PART);
    const end = limited.indexOf(closing, opening.length);
    if (end === -1) continue;
    const content = limited.slice(opening.length, end);
    return { end: at + end + closing.length, givesText: givesText && givesTextHere(text, at, content, end) };
  }
  return null;
}

/** A part alone on its line, or one that only steers, must not become a word that the next line is joined to. */
function givesTextHere(text: string, at: number, content: string, length: number): boolean {
  if (CONTROL_WORD.test(content)) return false;
  const after = at + length + 2;
  return lineBefore(text, at).trim() !== '' || lineAfter(text, after).trim() !== '';
}

function lineBefore(text: string, at: number): string {
  const near = text.slice(Math.max(0, at - LONGEST_PART), at);
  return near.slice(near.lastIndexOf('\n') + 1);
}

function lineAfter(text: string, at: number): string {
  const near = text.slice(at, at + LONGEST_PART);
  const lineEnd = near.indexOf('\n');
  return lineEnd === -1 ? near : near.slice(0, lineEnd);
}

/** Penlight's control lines: `> if x then`, alone on their line. */
function controlLineAt(text: string, at: number): { end: number; givesText: boolean } | null {
  if (text[at + 1] !== ' ' || lineBefore(text, at).trim() !== '') return null;
  if (!CONTROL_WORD.test(text.slice(at + 1, at + 40))) return null;
  return { end: at + lineAfter(text, at).length, givesText: false };
}

function blank(part: string, givesText: boolean): string {
  return part.replace(/[^\n]/g, givesText ? FILLER : ' ');
}
