import { parseArgs } from 'node:util';
import { messageOf } from '../errorText';

export const COLLECTOR_HELP = `collector: reads the shared memory zones of running nginx servers, for Zone Lens

  node collector.js                 answers its parent over standard input and output, and ends with it
  node collector.js --socket PATH   answers at a Unix socket of mode 0600, which it removes when it ends

  --owner UID   who may connect to the socket; without it the user that called sudo, else the one this runs as
  --help, --version

It only ever reads: /proc, and the servers' executables and config files. As root it sees every server and exact figures:
  sudo node collector.js --socket "$XDG_RUNTIME_DIR/zone-lens.sock"
`;

/** What the collector was asked to do. */
export type CollectorCommand =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'streams' }
  | { readonly name: 'socket'; readonly path: string; readonly ownerUserId: number | null };

/** The arguments can't be used; the message says which and what to write instead. */
export class CollectorUsageError extends Error {}

/**
 * Reads the collector's arguments.
 *
 * @param sudoUserId the variable SUDO_UID
 * @throws {CollectorUsageError}
 */
export function parseCollectorCommand(args: readonly string[], sudoUserId: string | undefined): CollectorCommand {
  const { help, version, socket, owner } = parse(args);
  if (help) return { name: 'help' };
  if (version) return { name: 'version' };
  if (socket === undefined) {
    if (owner !== undefined) throw new CollectorUsageError('--owner is for a socket: write --socket PATH too.');
    return { name: 'streams' };
  }
  // The system takes no longer path for a socket, and Node would cut it off without a word.
  if (socket === '' || socket.includes('\0') || Buffer.byteLength(socket) > LONGEST_SOCKET_PATH_BYTES) {
    throw new CollectorUsageError(`--socket needs a path of 1 to ${LONGEST_SOCKET_PATH_BYTES} bytes.`);
  }
  return { name: 'socket', path: socket, ownerUserId: userIdOf(owner ?? sudoUserId) };
}

/** `sun_path` of unix(7) without its last byte. */
const LONGEST_SOCKET_PATH_BYTES = 107;

const LARGEST_USER_ID = 2 ** 32 - 2;

function userIdOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const id = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (id <= LARGEST_USER_ID) return id;
  throw new CollectorUsageError('--owner needs the number of a user, such as 1000 ("id -u" prints it).');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        socket: { type: 'string' },
        owner: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new CollectorUsageError(messageOf(error));
  }
}
