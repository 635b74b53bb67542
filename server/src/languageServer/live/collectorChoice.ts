import { type CollectorPlace, type ConnectedCollector, connectCollector } from '../../collector/connectCollector';
import { translatedCollector } from './translatedCollector';

/** The collector that is asked: the one that was given, the one of the settings, or one of our own. */
export interface CollectorChoice {
  /** Connected, or started, when it is first asked. */
  current(): ConnectedCollector;
  /** For what a person waits for: asked even though it failed a moment ago. */
  prompt(): ConnectedCollector;
  /** Ends the connection, and with it a collector of our own. The next one that asks makes another. */
  leave(): void;
  /** @returns false where it is the same as before */
  give(socket: string | null): boolean;
}

/**
 * @param settingsSocket path of a socket as the settings have it; null: none
 * @param program path of the collector's program
 */
export function createCollectorChoice(settingsSocket: () => string | null, program: string): CollectorChoice {
  let collector: ConnectedCollector | null = null;
  let givenSocket: string | null = null;
  const current = (): ConnectedCollector => {
    collector ??= translatedCollector(connectCollector(placeOf(givenSocket ?? settingsSocket(), program)));
    return collector;
  };
  const leave = (): void => {
    collector?.dispose();
    collector = null;
  };
  return {
    current,
    prompt: () => {
      const asked = current();
      asked.retryNow();
      return asked;
    },
    leave,
    give: (socket) => {
      if (socket === givenSocket) return false;
      givenSocket = socket;
      leave();
      return true;
    },
  };
}

function placeOf(socket: string | null, program: string): CollectorPlace {
  if (socket !== null) return { kind: 'socket', path: socket };
  return { kind: 'process', command: process.execPath, args: [program] };
}
