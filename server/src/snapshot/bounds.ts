/**
 * How much a snapshot holds. What is written stays within the first group; what is read may have as much as the second
 * group says, so that a file of a later version with more in it opens, and one that is out of all measure does not.
 */

/** All values of all lines of the history. */
export const MOST_FIGURES_WRITTEN = 400_000;
/** Runs of all page maps. */
export const MOST_RUNS_WRITTEN = 100_000;
/** Zones in all breakdowns together. */
export const MOST_BREAKDOWN_ZONES_WRITTEN = 100_000;

export const MOST_CHARACTERS = 64 * 1024 * 1024;
export const MOST_FIGURES = 1_000_000;
export const MOST_RUNS = 200_000;
/** Lists and objects. The largest that is written has a third of this. */
export const MOST_CONTAINERS = 2_000_000;
/** The deepest place is `view.sample.zones[0].walk.freeRuns[0].pages`. */
export const MOST_DEPTH = 32;

/** Zones, processes, events and the like: nothing that they count comes near. */
export const MOST_ITEMS = 20_000;
/** Samples of a history, slots of a pool's page array by length. */
export const MOST_LONG_ITEMS = 100_000;
export const MOST_RUNS_OF_ONE_MAP = 65_536;
/** Slot classes: one for each power of two up to half a page. */
export const MOST_SLOTS = 64;
/** A path has 4,096 bytes, a zone's name less; a verdict some hundred. */
export const LONGEST_TEXT = 64 * 1024;
/** Pages of one zone: 16 TB of 4 KB pages. */
export const MOST_PAGES = 2 ** 32;
/** Milliseconds since 1970 of the last moment that a Date can hold. */
export const LATEST_TIME_MS = 8.64e15;
