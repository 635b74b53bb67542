import type { LiveServer } from '../shared/liveServer';

/** What a server calls a path is that file of this machine. Of a container or chroot it is another, or none. */
export function seesOurFiles({ fileRoot, confinement }: LiveServer): boolean {
  return fileRoot === '' && confinement === null;
}
