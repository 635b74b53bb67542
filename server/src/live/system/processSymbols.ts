/** Variables of a process by name, and names of its variables: through the files that its code was loaded from. */
import { type ElfImage, readElf } from './elf';
import type { MapsRow } from './maps';
import type { ProcFile, ProcFiles } from './procFiles';

export interface ProcessSymbols {
  /** Address of a variable of the executable. */
  addressOf(name: string): bigint | null;
  /** Name of the variable of the executable or of a library that stands at an address. */
  nameOf(address: bigint): string | null;
}

/** Far more servers than one person looks at; each holds some 100 KB. */
const MOST_IMAGES = 64;

/** What was read of files, by device, inode, size and time of change: the same build is attached to again and again. */
const knownImages = new Map<string, ElfImage>();

/**
 * The symbols of a process.
 *
 * @param rows all its mappings
 */
export function processSymbols(files: ProcFiles, pid: number, rows: readonly MapsRow[]): ProcessSymbols {
  const executablePath = files.readLink(`/proc/${pid}/exe`);
  return {
    addressOf: (name) => {
      const image = openImage(files, `/proc/${pid}/exe`, null);
      const value = image?.symbols.valueOf(name) ?? null;
      if (image === null || value === null || executablePath === null) return null;
      const base = loadBase(image, rows, executablePath);
      return base === null ? null : base + value;
    },
    nameOf: (address) => {
      const row = rows.find(({ start, end, path }) => start <= address && address < end && path.startsWith('/'));
      if (row === undefined) return null;
      const image =
        row.path === executablePath ? openImage(files, `/proc/${pid}/exe`, null) : openLibrary(files, pid, row);
      const base = image === null ? null : loadBase(image, rows, row.path);
      return image === null || base === null ? null : image.symbols.nameOf(address - base);
    },
  };
}

/**
 * A library: through the mapping itself, which works for a file that was replaced too, else by its path, as the server sees
 * it and then as we see it (where it is the same file).
 */
function openLibrary(files: ProcFiles, pid: number, { start, end, path, inode }: MapsRow): ElfImage | null {
  const mapped = openImage(files, `/proc/${pid}/map_files/${start.toString(16)}-${end.toString(16)}`, null);
  if (mapped !== null || path.endsWith(' (deleted)')) return mapped;
  return openImage(files, `/proc/${pid}/root${path}`, inode) ?? openImage(files, path, inode);
}

function openImage(files: ProcFiles, path: string, inode: number | null): ElfImage | null {
  const file = files.open(path);
  if (file.refusal !== null) return null;
  try {
    return imageOf(file, inode);
  } finally {
    file.close();
  }
}

function imageOf(file: ProcFile, inode: number | null): ElfImage | null {
  const stat = file.stat();
  if (stat === null || !stat.isFile || (inode !== null && stat.inode !== inode)) return null;
  const key = `${stat.device}:${stat.inode}:${stat.sizeBytes}:${stat.modifiedAtMs}`;
  const known = knownImages.get(key);
  if (known !== undefined) return known;
  const image = readElf(file);
  // What could not be read may be read the next time.
  if (image === null) return null;
  if (knownImages.size >= MOST_IMAGES) {
    const [oldest] = knownImages.keys();
    if (oldest !== undefined) knownImages.delete(oldest);
  }
  knownImages.set(key, image);
  return image;
}

/** How far a file's first segment was moved from where it wants to be: 0 where it is not position-independent. */
function loadBase({ segments }: ElfImage, rows: readonly MapsRow[], path: string): bigint | null {
  for (const row of rows) {
    if (row.path !== path) continue;
    // A segment is mapped from the page on in which it begins.
    const segment = segments.find(({ offset }) => row.offset <= offset && offset - row.offset < LARGEST_PAGE_BYTES);
    if (segment !== undefined) return row.start - segment.address + (segment.offset - row.offset);
  }
  return null;
}

const LARGEST_PAGE_BYTES = 65_536n;
