import type { PageFile } from '../dashboard/protocol';

/** What the names of snapshots end in. */
export const SNAPSHOT_ENDING = '.zone-lens.json';

const LONGEST_FILE_NAME = 100;

/** What cannot stand in a file name on one system or another. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}<>:"/\\|?*]+/gu;

/** Names of devices on Windows, with any ending. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A name that any system takes, without folders, that ends as wanted: names of zones and servers come from outside. */
export function safeFileName(wanted: string, ending: string): string {
  const isEnded = wanted.toLowerCase().endsWith(ending.toLowerCase());
  const own = isEnded ? wanted.slice(0, -ending.length) : wanted;
  const clean = own
    .replace(NOT_IN_NAMES, '-')
    .replace(/\s+/g, ' ')
    .replace(/^[. -]+|[. -]+$/g, '');
  const short = [...clean]
    .slice(0, LONGEST_FILE_NAME)
    .join('')
    .replace(/[. ]+$/, '');
  const stem = short === '' || DEVICES.test(short) ? `zone-lens${short === '' ? '' : `-${short}`}` : short;
  return `${stem}${ending}`;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** The bytes of a page's file; null where its content is not what its format says. */
export function bytesOfFile({ format, content }: PageFile): Uint8Array | null {
  if (format !== 'png') return new TextEncoder().encode(content);
  const bytes = Buffer.from(content, 'base64');
  return PNG_SIGNATURE.every((byte, index) => bytes[index] === byte) ? bytes : null;
}

const LONGEST_TITLE = 200;

/** A title of one line, for a tab. */
export function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE)}…` : line;
}
