/** Bytes of one zone, wherever they come from. */
export interface ZoneBytes {
  /** The mapping: whole pages. */
  readonly sizeBytes: number;
  /**
   * Fills `target` from an offset. Never throws, never reads outside of the zone, and never makes the kernel give the zone
   * a page.
   *
   * @returns false where not all of it may be read: outside of the zone, or on this rung not to be seen
   */
  read(target: Uint8Array, offset: number): boolean;
}
