import type { LiveAccess, Rung } from '../shared/liveServer';

/**
 * The access that figures were read with. Rights may be others than when the server was found (another collector, another
 * setting of the system): then it is not known what is missing for the next rung.
 */
export function accessAsRead(access: LiveAccess, rung: Rung): LiveAccess {
  return access.rung === rung ? access : { rung, missing: null, remedies: [] };
}
