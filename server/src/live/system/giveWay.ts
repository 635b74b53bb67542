import { constants, setPriority } from 'node:os';

/**
 * Lets every other process go first where processors are scarce: a look at a server that is busy takes longer, and the
 * server does not wait for it. What may not be asked of the system is gone without.
 */
export function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // A sandbox that refuses this lets us read all the same.
  }
}
