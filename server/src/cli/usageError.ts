/** The arguments can't be used; the message says which and what to write instead. */
export class UsageError extends Error {}
