import { lchownSync, lstatSync, realpathSync, type Stats, statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, resolve } from 'node:path';
import { messageOf } from '../errorText';

/** What a socket is opened with. */
export interface SocketOptions {
  readonly path: string;
  /** Who may connect besides root; null for the user that this runs as. */
  readonly ownerUserId: number | null;
  /** Called for each client. */
  readonly serve: (client: Socket) => void;
}

/** A socket that clients can connect to. */
export interface OpenSocket {
  /** Ends all clients and removes the socket. May be called twice. */
  close(): void;
}

/** The socket can't be opened; the message says why, for people. */
export class SocketError extends Error {}

/** Nobody needs more views of a machine at a time. */
const MOST_CLIENTS = 32;

const READ_WRITE_BY_OWNER = 0o600;
const WRITE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** For chown(2), the group stays as it is. */
const UNCHANGED = 2 ** 32 - 1;

/**
 * Opens a Unix socket that only its owner (and root) can connect to, from the moment at which it is there. The folder must
 * be one in which nobody else can put something in its place.
 *
 * @throws {SocketError} where the path is taken by something else, the folder is not safe, or the system refuses
 */
export async function openSocket({ path, ownerUserId, serve }: SocketOptions): Promise<OpenSocket> {
  const owners = [0, process.geteuid?.() ?? 0, ownerUserId ?? 0];
  const place = inSafeFolder(path, owners);
  const asPlacer = placerOf(place.folder, ownerUserId);
  await removeStale(place.path, owners, asPlacer);
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    if (clients.size >= MOST_CLIENTS) {
      client.destroy();
      return;
    }
    clients.add(client);
    client.once('close', () => clients.delete(client));
    serve(client);
  });
  await listen(server, place.path, asPlacer);
  const made = lstatSync(place.path);
  const close = (): void => {
    for (const client of clients) client.destroy();
    asPlacer(() => {
      // Removes the path too, whatever stands there.
      server.close();
      removeOwn(place.path, made);
    });
  };
  try {
    // The entry itself, never what it may lead to by now.
    if (ownerUserId !== null && ownerUserId !== made.uid) lchownSync(place.path, ownerUserId, UNCHANGED);
  } catch (error) {
    close();
    throw new SocketError(`${path} can't be given to user ${ownerUserId}: ${messageOf(error)}`);
  }
  return { close };
}

/** Does something with the rights of whoever puts the socket into its folder. */
type AsPlacer = <Result>(work: () => Result) => Result;

/**
 * In a folder that its owner can move away, or whose entries the owner can replace, root's rights could be led elsewhere
 * between two calls. There the owner's rights are used instead, for everything that changes or removes something.
 */
function placerOf(folder: string, ownerUserId: number | null): AsPlacer {
  const own = process.geteuid?.() ?? 0;
  const isOwners = own === 0 && ownerUserId !== null && ownerUserId !== 0 && !isRootsAlone(folder);
  if (!isOwners) return (work) => work();
  return (work) => {
    process.seteuid?.(ownerUserId);
    try {
      return work();
    } finally {
      process.seteuid?.(own);
    }
  };
}

/** Nobody but root can put another folder in the place of this one or of one above it. */
function isRootsAlone(folder: string): boolean {
  const { uid, mode } = statSync(folder);
  if (uid !== 0 || isWritableByOthers(mode)) return false;
  const above = dirname(folder);
  return above === folder || isRootsAlone(above);
}

function isWritableByOthers(mode: number): boolean {
  return (mode & WRITE_BY_OTHERS) !== 0 && (mode & STICKY) === 0;
}

/** The folder and the path, with the folder's links resolved. */
function inSafeFolder(path: string, owners: readonly number[]): { readonly folder: string; readonly path: string } {
  const absolute = resolve(path);
  let folder: string;
  let status: Stats;
  try {
    folder = realpathSync(dirname(absolute));
    status = statSync(folder);
  } catch (error) {
    throw new SocketError(`the folder of ${path} can't be used: ${messageOf(error)}`);
  }
  if (!owners.includes(status.uid) || isWritableByOthers(status.mode)) {
    throw new SocketError(`others may write to ${folder}; put the socket into a folder of your own`);
  }
  return { folder, path: resolve(folder, basename(absolute)) };
}

/** Removes a socket that a collector has left behind. */
async function removeStale(path: string, owners: readonly number[], asPlacer: AsPlacer): Promise<void> {
  let status: Stats;
  try {
    status = lstatSync(path);
  } catch {
    return;
  }
  if (!status.isSocket()) throw new SocketError(`${path} is there already, and is no socket`);
  if (!owners.includes(status.uid)) throw new SocketError(`${path} is another user's socket`);
  if (await isAnswered(path, asPlacer)) throw new SocketError(`something listens on ${path} already`);
  asPlacer(() => removeOwn(path, status));
}

function isAnswered(path: string, asPlacer: AsPlacer): Promise<boolean> {
  return new Promise((settle) => {
    const socket = asPlacer(() => connect(path));
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code !== 'ECONNREFUSED'));
  });
}

function listen(server: Server, path: string, asPlacer: AsPlacer): Promise<void> {
  return new Promise((settle, refuse) => {
    server.once('error', (error) => refuse(new SocketError(`can't listen on ${path}: ${messageOf(error)}`)));
    // Binding happens within the call, so that the mode is right from the start.
    const before = process.umask(0o777 & ~READ_WRITE_BY_OWNER);
    try {
      asPlacer(() => server.listen(path, settle));
    } finally {
      process.umask(before);
    }
  });
}

/** Removes the socket unless something else stands there by now. */
function removeOwn(path: string, made: Stats): void {
  try {
    const { ino, dev, birthtimeMs } = lstatSync(path);
    // A file system may give the number of what was removed to the next one.
    if (ino === made.ino && dev === made.dev && birthtimeMs === made.birthtimeMs) unlinkSync(path);
  } catch {
    // It has been removed already.
  }
}
