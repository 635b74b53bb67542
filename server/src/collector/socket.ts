import { lchownSync, lstatSync, realpathSync, type Stats, statSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, resolve } from 'node:path';

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
  const safePath = inSafeFolder(path, owners);
  await removeStale(safePath, owners);
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
  await listen(server, safePath);
  const made = lstatSync(safePath);
  const close = (): void => {
    server.close();
    for (const client of clients) client.destroy();
    removeOwn(safePath, made);
  };
  try {
    // The entry itself, never what it may lead to by now.
    if (ownerUserId !== null && ownerUserId !== made.uid) lchownSync(safePath, ownerUserId, UNCHANGED);
  } catch (error) {
    close();
    throw new SocketError(`${path} can't be given to user ${ownerUserId}: ${reasonOf(error)}`);
  }
  return { close };
}

/** The path with its folder's links resolved. */
function inSafeFolder(path: string, owners: readonly number[]): string {
  const absolute = resolve(path);
  let folder: string;
  let status: Stats;
  try {
    folder = realpathSync(dirname(absolute));
    status = statSync(folder);
  } catch (error) {
    throw new SocketError(`the folder of ${path} can't be used: ${reasonOf(error)}`);
  }
  const isShared = (status.mode & WRITE_BY_OTHERS) !== 0 && (status.mode & STICKY) === 0;
  if (!owners.includes(status.uid) || isShared) {
    throw new SocketError(`others may write to ${folder}; put the socket into a folder of your own`);
  }
  return resolve(folder, absolute.slice(dirname(absolute).length + 1) || '.');
}

/** Removes a socket that a collector has left behind. */
async function removeStale(path: string, owners: readonly number[]): Promise<void> {
  let status: Stats;
  try {
    status = lstatSync(path);
  } catch {
    return;
  }
  if (!status.isSocket()) throw new SocketError(`${path} is there already, and is no socket`);
  if (!owners.includes(status.uid)) throw new SocketError(`${path} is another user's socket`);
  if (await isAnswered(path)) throw new SocketError(`something listens on ${path} already`);
  removeOwn(path, status);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code !== 'ECONNREFUSED'));
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((settle, refuse) => {
    server.once('error', (error) => refuse(new SocketError(`can't listen on ${path}: ${reasonOf(error)}`)));
    // Binding happens within the call, so that the mode is right from the start.
    const before = process.umask(0o777 & ~READ_WRITE_BY_OWNER);
    try {
      server.listen(path, settle);
    } finally {
      process.umask(before);
    }
  });
}

/** Removes the socket unless something else stands there by now. */
function removeOwn(path: string, made: Stats): void {
  try {
    const { ino, dev } = lstatSync(path);
    if (ino === made.ino && dev === made.dev) unlinkSync(path);
  } catch {
    // It has been removed already.
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
