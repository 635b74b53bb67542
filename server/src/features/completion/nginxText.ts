import { printable } from '../printable';

/** Longer names are not offered: nginx takes no argument of 4096 bytes. */
const LONGEST_NAME = 1024;

/** A zone's name that can be written into a text and read there: none with control characters or bytes that are no UTF-8. */
export function isWritableName(name: string): boolean {
  return name !== '' && name.length <= LONGEST_NAME && printable(name) === name;
}

/** The text needs no quotes to be one argument. */
export function isPlainArgument(text: string): boolean {
  return !/[\s;{}"'\\]|^#|^$/.test(text);
}

/** A text as an argument: as it is, or in quotes where it would end early. */
export function asArgument(text: string): string {
  return isPlainArgument(text) ? text : `"${insideQuotes(text)}"`;
}

/** A text between the quotes of an argument. */
export function insideQuotes(text: string): string {
  return text.replace(/["'\\]/g, '\\$&');
}
