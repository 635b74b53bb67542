/** What the client tells the server when it starts it. */
export interface InitializationOptions {
  /** Texts in the person's language, as `vscode.l10n.bundle` holds them; none for English. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The workspace is trusted: files outside of its folders may be read because a config names them. */
  readonly isTrusted: boolean;
}

/** A place in a document, in the units of the protocol. */
export interface DocumentPlace {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** What 'Size this zone' asks about the zone at a place. */
export interface SizingQuestion {
  readonly zoneName: string;
  /** What the zone holds, in the plural: keys, sessions. */
  readonly noun: string;
  /** Entries that fit now; null where that is not known, or none fit. */
  readonly entries: number | null;
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** The length of the key counts, so it is worth asking. */
  readonly holdsKey: boolean;
  readonly holdsValue: boolean;
  /** The size as it is written; empty where there is none. */
  readonly sizeText: string;
}

export interface SizeZoneParams extends DocumentPlace {
  readonly entries: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
}

/** An edit of one document. */
export interface DocumentEdit {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly newText: string;
}

/** The new size of a zone, written wherever the config gives it, or why there is none. */
export type SizeZoneAnswer =
  | { readonly edits: readonly DocumentEdit[]; readonly sizeText: string; readonly explanation: string }
  | { readonly refusal: string };

export interface ConfigStatusParams {
  readonly uri: string;
}

/** What the server knows about the config of an open document. */
export interface ConfigStatus {
  readonly uri: string;
  /** The main config that the document belongs to; null for a fragment without one. */
  readonly rootUri: string | null;
  readonly fileCount: number;
  readonly zoneCount: number;
  /** Host and server that the figures are for, for people. */
  readonly target: string;
  /** Why not everything could be read, for people; null where it was. */
  readonly limitation: string | null;
}

/**
 * Names of the requests beside those of the protocol. Names, and no typed descriptions: client and server bring copies
 * of the protocol's library of their own, whose types do not mix.
 */
export const REQUESTS = {
  /** {@link DocumentPlace} -> {@link SizingQuestion} or null. */
  sizingQuestion: 'zoneLens/sizingQuestion',
  /** {@link SizeZoneParams} -> {@link SizeZoneAnswer}. */
  sizeZone: 'zoneLens/sizeZone',
  /** {@link ConfigStatusParams} -> {@link ConfigStatus} or null. */
  configStatus: 'zoneLens/configStatus',
} as const;

export const NOTIFICATIONS = {
  /** To the client: figures or problems changed, and what shows them asks again. */
  configChanged: 'zoneLens/configChanged',
  /** To the server: the workspace has become trusted. */
  trustGranted: 'zoneLens/trustGranted',
} as const;
