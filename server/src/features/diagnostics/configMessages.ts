import { t } from '../../l10n';

/**
 * What config/ says of a file's form and of its includes, to be translated: its messages come in English, and are taken
 * apart here. What nginx itself prints stays as it is. Gathered by scripts/l10n.mjs.
 */
export const CONFIG_MESSAGES: readonly string[] = [
  'Missing "{0}" after this (nginx: {1}).',
  'The block of "{0}" is not closed: "}" is missing (nginx: {1}).',
  'The block is not closed: "}" is missing (nginx: {0}).',
  'This "}" closes it, and by its indentation was meant for the block around it.',
  'This block cannot stand inside it.',
  'unexpected "}": no block is open here.',
  'unexpected ";": there is no directive before it.',
  'unexpected "{": there is no directive before it.',
  'unexpected "{0}": after a closing quote nginx wants white space, ";" or "{".',
  'The closing {0} is missing.',
  'Lua code block missing the closing long bracket of the one that opens here.',
  'unexpected end of file, expecting terminating characters for lua code block: its "}" is missing.',
  'too long parameter "{0}..." started: this parameter has {1} bytes, and nginx refuses {2} or more. Split it.',
  'too long parameter "{0}..." started: this comment has {1} bytes, and nginx refuses {2} or more. Split it.',
  'Lua code block missing the closing long bracket, the inlined Lua code may be too long: this bracket has {0} bytes, ' +
    'and nginx refuses more than {1}. Move it to a file.',
  'The file starts with a byte order mark, which nginx takes as part of the first word (unknown directive). ' +
    'Save it as UTF-8 without BOM.',
  'This include leads back to {0}, so nginx would read it without end.',
];

const FORMS = CONFIG_MESSAGES.map((template) => ({ template, pattern: patternOf(template) }));

/** Matches what a template can become, with its placeholders, which are in order, as groups. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\{\d\}/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.*?)')}$`, 's');
}

/** A message of config/ in the person's language; one that has no form among {@link CONFIG_MESSAGES} as it is. */
export function configMessage(message: string): string {
  for (const { template, pattern } of FORMS) {
    const match = pattern.exec(message);
    if (match !== null) return t(template, ...match.slice(1));
  }
  return message;
}
