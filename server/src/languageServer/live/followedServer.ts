import type { Followed } from './follower';

/** A server that is sampled while something shows it. */
export interface FollowedServer {
  /** The same as long as it is followed, over restarts of the server too. */
  readonly key: string;
  readonly followed: Followed;
  /** Main config that its figures belong to, as a path of this machine; empty where it is not known. */
  readonly rootPath: string;
  /** Its figures stand in the text. */
  readonly isAttached: boolean;
}
