import { liveServer } from '../../support/live';

/** A server of which nothing but its master is known. */
export const UNREAD_SERVER = liveServer({
  startedAtMs: null,
  version: null,
  coreVersion: null,
  withCompat: null,
  executable: null,
  prefix: null,
  configFile: null,
  userId: null,
  access: { rung: 'none', missing: null, remedies: [] },
});
