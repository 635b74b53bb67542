import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Session, SessionDocument } from '../session/session';

/** The path of a file's address; null where it is no file of this machine. */
export function pathOfUri(uri: string): string | null {
  if (!uri.startsWith('file:')) return null;
  try {
    return fileURLToPath(uri);
  } catch {
    // A host in the address, or an escaped slash: no file that could be read here.
    return null;
  }
}

/** A name in the session for a document that is no file: its scheme and path, so that its ending still tells what it is. */
export function loneName(uri: string): string {
  return `/${uri.replace(':', '/')}`;
}

/** The addresses under which an editor knows a path: those of open documents, else the file's own. */
export function urisOf(session: Session, path: string): string[] {
  const documents = documentsOf(session, path);
  return documents.length > 0 ? documents.map(({ uri }) => uri) : [pathToFileURL(path).href];
}

function documentsOf(session: Session, path: string): SessionDocument[] {
  const documents = session.documents();
  const named = documents.filter((document) => document.path === path);
  if (named.length > 0) return named;
  const real = session.realPathOf(path);
  return documents.filter((document) => document.isFile && session.realPathOf(document.path) === real);
}
