import { describe, expect, test } from 'vitest';
import { implicitZoneKinds, zoneKinds, zoneKindsByDirective } from '../../../server/src/zones/catalogue';
import type { VersionedBytes, ZoneKind, ZoneMessages } from '../../../server/src/zones/zoneKind';

const ROWS = 134;
const PLACEHOLDERS = ['argument', 'name', 'size', 'directive', 'key', 'minimumBytes', 'parameter'];

function kind(id: number): ZoneKind {
  const found = zoneKinds.find((row) => row.id === id);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
}

function idsWhere(holds: (row: ZoneKind) => boolean): number[] {
  return zoneKinds.filter(holds).map((row) => row.id);
}

function texts(row: ZoneKind): string[] {
  const ofReferences = row.references.flatMap((reference) =>
    reference.message === undefined ? [] : [reference.message],
  );
  return [...Object.values(row.messages as Record<string, string>), ...ofReferences];
}

/** Largest argument that the grammar names; 0 where it names none. */
function furthestArgument({ grammar }: ZoneKind): number {
  switch (grammar.form) {
    case 'spec':
      return grammar.argument;
    case 'positional':
      return Math.max(grammar.nameArgument, grammar.sizeArgument);
    case 'sizeOnly':
      return Math.max(grammar.sizeArgument, grammar.nameArgument ?? 0);
    case 'nameOnly':
      return grammar.nameArgument;
    default:
      return 0;
  }
}

/** Prefixes of the arguments that hold name and size. */
function grammarPrefixes({ grammar }: ZoneKind): string[] {
  switch (grammar.form) {
    case 'keyed':
      return [grammar.prefix];
    case 'separate':
      return [grammar.namePrefix, grammar.sizePrefix];
    case 'sizeOnly':
      return grammar.sizePrefix === undefined ? [] : [grammar.sizePrefix];
    case 'nameOnly':
      return grammar.namePrefix === undefined ? [] : [grammar.namePrefix];
    default:
      return [];
  }
}

function versioned(row: ZoneKind): Exclude<VersionedBytes, number>[] {
  const ofInit = (row.initialAllocations ?? []).flatMap((allocation) =>
    'bytes' in allocation ? [allocation.bytes] : [],
  );
  const ofEntry = (row.entry?.chunks ?? []).map((chunk) => chunk.fixedBytes);
  return [...ofInit, ...ofEntry].filter((bytes): bytes is Exclude<VersionedBytes, number> => typeof bytes !== 'number');
}

function compareVersions(one: string, other: string): number {
  const left = one.split('.').map(Number);
  const right = other.split('.').map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

describe('rows', () => {
  test('every row of the facts is there once, in order', () => {
    expect(zoneKinds.map((row) => row.id)).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
  });

  test.each(zoneKinds.map((row) => [row.id, row] as const))('row %i is well-formed', (_, row) => {
    expect(row.contexts.length).toBeGreaterThan(0);
    expect(new Set(row.contexts).size).toBe(row.contexts.length);
    if (row.directive !== null) {
      const start = row.firstArgument === undefined ? row.directive : `${row.directive} ${row.firstArgument}`;
      expect(row.syntax).toMatch(new RegExp(`^${start} `));
      expect(row.directive).toMatch(/^[a-z_]+$/);
    }
    for (const sentence of [row.whenFull, row.onReload]) {
      expect(sentence).toMatch(/^[A-Z"n].*[^.]\.$/);
      expect(sentence).not.toMatch(/ {2}/);
    }
    for (const text of texts(row)) {
      const used = [...text.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]);
      expect(PLACEHOLDERS).toEqual(expect.arrayContaining(used));
      expect(text).not.toMatch(/^emerg|^crit|\\/);
    }
    if (row.argumentCount !== null) {
      expect(row.argumentCount.minimum).toBeLessThanOrEqual(row.argumentCount.maximum);
      expect(furthestArgument(row)).toBeLessThanOrEqual(row.argumentCount.maximum);
    }
    if (row.knownParameters !== undefined) {
      expect(row.knownParameters).toEqual(expect.arrayContaining(grammarPrefixes(row)));
      expect(row.messages.unknownParameter).toContain('{parameter}');
    }
    for (const steps of versioned(row)) {
      const versions = steps.map((step) => step.since);
      expect(versions).toEqual([...versions].sort((one, other) => compareVersions(other, one)));
      expect(versions.at(-1)).toBe('0');
    }
  });

  test('a directive is null only where none declares the zone', () => {
    expect(idsWhere((row) => row.directive === null && row.grammar.form !== 'implicit')).toEqual([31]);
    expect(idsWhere((row) => row.directive !== null && row.grammar.form === 'implicit')).toEqual([]);
  });

  test('rows without a directive have a fixed name and are there by themselves', () => {
    for (const row of zoneKinds.filter((each) => each.grammar.form === 'implicit')) {
      expect(row.fixedName, `row ${row.id}`).not.toBeNull();
      expect(row.implicitWhen, `row ${row.id}`).toBeDefined();
    }
  });

  test('every reference can be looked up', () => {
    for (const row of zoneKinds) {
      for (const reference of row.references) {
        expect(reference.directive).toMatch(/^[a-z_]+$/);
        expect(reference.at.form === 'script').toBe(['lua', 'js'].includes(reference.directive));
        expect(reference.message !== undefined).toBe(reference.whenUndeclared === 'refused');
        if (reference.at.form === 'argument') expect(reference.at.argument).toBeGreaterThanOrEqual(1);
        if (reference.at.form === 'keyed') expect(reference.at.prefix).toMatch(/^[a-z]+=$/);
      }
    }
  });
});

describe('sizes', () => {
  test('directives that are read by ngx_parse_size have no g, the three of nchan have', () => {
    expect(idsWhere((row) => row.size.parser === 'nchan')).toEqual([62, 63, 64]);
    expect(idsWhere((row) => row.size.parser === 'offset')).toEqual([]);
    expect(idsWhere((row) => row.size.parser === 'bkm')).toEqual([113]);
    expect(idsWhere((row) => row.size.parser === 'count')).toEqual([43, 44, 110, 118, 119]);
  });

  test('a row that writes no size reads none', () => {
    for (const row of zoneKinds) {
      const { form } = row.grammar;
      if (form === 'implicit') expect(row.size.parser, `row ${row.id}`).toBe('none');
      if (['keyed', 'spec', 'positional', 'separate', 'sizeOnly'].includes(form)) {
        expect(row.size.parser, `row ${row.id}`).not.toBe('none');
      }
    }
  });

  test.each([
    [1, { pages: 8 }],
    [5, { pages: 2 }],
    [9, { pages: 8 }],
    [14, { pages: 8 }],
    [22, { bytes: 8192 }],
    [62, { pages: 8 }],
    [66, { pages: 32 }],
    [93, { bytes: 1048576 }],
    [102, { pages: 3 }],
  ])('minimum of row %i', (id, minimum) => {
    expect(kind(id).size.minimum).toEqual(minimum);
  });

  test.each([
    [1, 'refused', undefined],
    [52, 'raised', undefined],
    [62, 'raised-with-warning', 'rounded'],
    [91, 'raised-with-warning', 'rounded'],
    [66, 'refused', 'rounded'],
    [102, 'refused', 'required'],
  ])('below the minimum of row %i: %s', (id, belowMinimum, pageMultiple) => {
    const { size } = kind(id);
    expect(size.belowMinimum).toBe(belowMinimum);
    expect(size.pageMultiple).toBe(pageMultiple);
  });

  test.each([
    [19, { bytes: 262144 }],
    [21, { bytes: 1280 }],
    [60, { bytes: 1048575 }],
    [62, { bytes: 134217728 }],
    [65, { bytes: 118784 }],
    [91, { pages: 8 }],
    [92, { pages: 1024 }],
    [110, { bytes: 1122440 }],
  ])('default size of row %i', (id, defaultSize) => {
    expect(kind(id).size.defaultSize).toEqual(defaultSize);
  });

  test('computed sizes: one element of an Angie status_zone', () => {
    for (const [id, bytes] of [
      [43, 4488],
      [44, 536],
    ] as const) {
      const { count } = kind(id).size;
      if (count === undefined) throw new Error(`row ${id} counts nothing`);
      expect(count.extraElements).toBe(1);
      expect(count.perElementBytes + count.baseBytes).toBe(bytes);
      expect(kind(id).size.defaultSize).toEqual({ bytes });
    }
  });
});

describe('memory', () => {
  test('zones without an ordinary pool', () => {
    expect(idsWhere((row) => row.memory === 'raw')).toEqual([21, 43, 44, 45, 50, 55, 58, 59, 78, 79, 106]);
    expect(idsWhere((row) => row.memory === 'overwritten')).toEqual([81, 82, 83, 84, 85, 86, 87, 88]);
  });

  test('every zone that nginx, OpenResty, njs and Angie make from source tells what init allocates', () => {
    const core = ['nginx', 'openresty', 'njs', 'angie'];
    const unknown = idsWhere(
      (row) =>
        core.includes(row.product) &&
        ['live', 'source'].includes(row.verification) &&
        row.memory === 'slab' &&
        row.initialAllocations === null,
    );
    // limit_zone is history, and the certificates of nginx-acme have no fixed size.
    expect(unknown).toEqual([4, 19]);
  });

  test('text for log lines is allocated only where there is one', () => {
    for (const row of zoneKinds) {
      const allocated = row.initialAllocations?.some((allocation) => allocation.what === 'log_ctx') ?? false;
      if (allocated) expect(row.logContext, `row ${row.id}`).not.toBeNull();
    }
  });

  test('the text takes prefix, name, suffix and a NUL', () => {
    const others = idsWhere(
      ({ logContext }) =>
        logContext !== null && logContext.baseBytes !== logContext.prefix.length + logContext.suffix.length + 1,
    );
    const byHand = [17, 18, 46, 47, 48, 49, 81, 82, 83, 84, 85, 86, 87];
    expect(others).toEqual(byHand);
    expect(byHand.map((id) => kind(id).logContext?.baseBytes)).toEqual([
      27, 27, 128, 128, 128, 128, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });

  test('logs of a full pool', () => {
    expect(kind(1).logsNoMemory).toBe(false);
    expect(kind(2).logsNoMemory).toBe(true);
    expect(kind(14).logsNoMemory).toBe(true);
    expect(kind(22).logsNoMemory).toBe(false);
    expect(kind(25).logsNoMemory).toBeNull();
  });

  test.each([
    [1, [80], 'log_ctx'],
    [2, [64], 'log_ctx'],
    [16, [128], 'log_ctx'],
    [17, [144], 'log_ctx'],
    [22, [80], 'log_ctx'],
    [32, [120], 'log_ctx'],
    [35, [344], 'log_ctx'],
    [60, [40, 40], 'log_ctx'],
    [68, [24, 40], undefined],
    [91, [24, 40], undefined],
    [92, [24, 40, 24, 40, 8], undefined],
  ])('init of row %i', (id, bytes, last) => {
    const allocations = kind(id).initialAllocations ?? [];
    expect(allocations.flatMap((each) => ('bytes' in each ? [each.bytes] : []))).toEqual(bytes);
    expect(allocations.find((each) => each.what === 'log_ctx')?.what).toBe(last);
    if (last !== undefined) expect(allocations.at(-1)?.what).toBe(last);
  });

  test('pages that nchan writes at once', () => {
    expect(kind(62).initialAllocations).toMatchObject([{ pages: 3, writtenPages: 3 }]);
    expect(kind(65).initialAllocations).toMatchObject([{ pages: 15, writtenPages: 15 }]);
  });

  test.each([
    [1, [80], true, false],
    [2, [36], true, false],
    [5, undefined, false, false],
    [9, [112, 0], false, true],
    [12, [148], false, false],
    [16, [144], false, false],
    [17, [112, 0], true, true],
    [22, [68], true, true],
    [60, [3536], true, false],
    [68, [104], true, false],
  ])('entry of row %i', (id, fixedBytes, holdsKey, holdsValue) => {
    const chunks = kind(id).entry?.chunks ?? [];
    expect(chunks.length).toBeGreaterThan(0);
    if (fixedBytes !== undefined) expect(chunks.map((chunk) => chunk.fixedBytes)).toEqual(fixedBytes);
    expect(chunks.some((chunk) => chunk.holdsKey === true)).toBe(holdsKey);
    expect(chunks.some((chunk) => chunk.holdsValue === true)).toBe(holdsValue);
  });

  test('a server of an upstream zone, as compiled from the release tags', () => {
    expect(kind(14).entry?.chunks.map((chunk) => chunk.fixedBytes)).toEqual([
      [
        { since: '1.31.0', bytes: 264, compatBytes: 320 },
        { since: '1.29.6', bytes: 216, compatBytes: 320 },
        { since: '1.27.3', bytes: 200, compatBytes: 320 },
        { since: '1.11.5', bytes: 184, compatBytes: 440 },
        { since: '0', bytes: 160 },
      ],
      [
        { since: '1.13.4', bytes: 112 },
        { since: '0', bytes: 0 },
      ],
      [
        { since: '1.13.4', bytes: 113 },
        { since: '0', bytes: 0 },
      ],
      [
        { since: '1.29.6', bytes: 32 },
        { since: '0', bytes: 0 },
      ],
      0,
    ]);
    expect(kind(15).entry?.chunks[0]?.fixedBytes).toContainEqual({ since: '1.11.5', bytes: 184, compatBytes: 384 });
    expect(kind(14).initialModel).toBe('upstream-servers');
  });
});

describe('names', () => {
  test('a tag stands for one module', () => {
    const tags = [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((id) => kind(id).tag);
    expect(new Set(tags).size).toBe(tags.length);
    expect(kind(12).tag).toBe('ngx_http_ssl_module (ocsp)');
    expect(kind(14).tag).toBe('ngx_http_upstream_module');
    expect(new Set([62, 63, 64, 65].map((id) => kind(id).tag)).size).toBe(1);
    expect(kind(22).tag).not.toBe(kind(23).tag);
  });

  test('Angie uses the tags of nginx', () => {
    for (const row of zoneKinds.filter((each) => each.product === 'angie' && each.directive !== null)) {
      const same = zoneKinds.find(
        (other) =>
          other.product === 'nginx' && other.directive === row.directive && other.contexts[0] === row.contexts[0],
      );
      if (same !== undefined) expect(row.tag, `row ${row.id}`).toBe(same.tag);
    }
  });

  test('rows are found by their directive', () => {
    const found = [...zoneKindsByDirective.values()].flat();
    expect(found.map((row) => row.id).sort((one, other) => one - other)).toEqual(
      idsWhere((row) => row.directive !== null),
    );
    for (const [directive, rows] of zoneKindsByDirective) {
      expect(rows.every((row) => row.directive === directive)).toBe(true);
    }
    expect(zoneKindsByDirective.get('status_zone')?.map((row) => row.id)).toEqual([29, 43, 44, 114]);
    expect(zoneKindsByDirective.get('sticky')?.map((row) => row.firstArgument)).toEqual(['learn', 'learn', 'learn']);
    expect(zoneKindsByDirective.has('limit_req')).toBe(false);
  });

  test('zones that are there by themselves', () => {
    expect(implicitZoneKinds.map((row) => row.id)).toEqual([
      19, 21, 50, 52, 53, 58, 59, 62, 65, 67, 69, 70, 71, 72, 78, 79, 80, 91, 92, 95, 104, 106, 110, 111, 112, 116, 134,
    ]);
    expect(kind(21).implicitWhen).toEqual({});
    expect(kind(62).implicitWhen?.moduleFile?.test('ngx_nchan_module.so')).toBe(true);
    expect(kind(67).implicitWhen?.moduleFile?.test('ngx_http_push_stream_module.so')).toBe(true);
    expect(kind(91).implicitWhen?.directives).toEqual(['fair']);
  });
});

describe('verification', () => {
  test('documented rows are those of NGINX Plus, and claim nothing about errors', () => {
    const rows = zoneKinds.filter((row) => row.verification === 'documentation');
    expect(rows.map((row) => row.id)).toEqual([25, 26, 27, 28, 29, 30, 31]);
    expect(idsWhere((row) => row.product === 'nginx-plus')).toEqual(rows.map((row) => row.id));
    for (const row of rows) {
      expect(row.repository).toBeNull();
      expect(row.messages).toEqual({});
      expect(['unknown', 'none']).toContain(row.size.parser);
      expect(row.size.minimum).toBeNull();
      expect(row.knownParameters).toBeUndefined();
      expect(row.initialAllocations).toBeNull();
    }
  });

  test('inferred rows are those of OpenNJet, every other has a source', () => {
    expect(idsWhere((row) => row.verification === 'inferred')).toEqual(idsWhere((row) => row.product === 'opennjet'));
    expect(idsWhere((row) => row.repository === null)).toEqual([25, 26, 27, 28, 29, 30, 31]);
  });

  test('rows that were seen in a running server', () => {
    expect(idsWhere((row) => row.verification === 'live')).toEqual([
      1, 2, 5, 6, 7, 8, 9, 10, 11, 14, 15, 16, 21, 22, 62, 63, 64, 65, 68,
    ]);
  });
});

describe('wording of nginx 1.22.1', () => {
  const LIMITS: ZoneMessages = {
    invalidSize: 'invalid zone size "{argument}"',
    tooSmall: 'zone "{argument}" is too small',
    missingZone: '"{directive}" must have "zone" parameter',
    emptyName: '"{directive}" must have "zone" parameter',
    duplicate: '{directive} "{name}" is already bound to key "{key}"',
    unknownParameter: 'invalid parameter "{parameter}"',
  };
  const CACHES: ZoneMessages = {
    invalidSize: 'invalid keys zone size "{argument}"',
    tooSmall: 'keys zone "{argument}" is too small',
    missingZone: '"{directive}" must have "keys_zone" parameter',
    emptyName: '"{directive}" must have "keys_zone" parameter',
    duplicate: 'duplicate zone "{name}"',
    unknownParameter: 'invalid parameter "{parameter}"',
    cannotStart: 'ngx_slab_alloc() failed: no memory',
  };
  const SESSIONS: ZoneMessages = {
    invalidSize: 'invalid session cache "{argument}"',
    tooSmall: 'session cache "{argument}" is too small',
    emptyName: 'invalid session cache "{argument}"',
    unknownParameter: 'invalid session cache "{parameter}"',
  };
  const UPSTREAM: ZoneMessages = {
    invalidSize: 'invalid zone size "{size}"',
    tooSmall: 'zone "{name}" is too small',
    emptyName: 'invalid zone name "{name}"',
    cannotStart: 'ngx_slab_alloc() failed: no memory in upstream zone "{name}"',
  };
  const NCHAN: ZoneMessages = {
    invalidSize: '"{directive}" directive invalid value',
    tooSmall: 'The push_max_reserved_memory value must be at least 32KiB',
    duplicate: '"{directive}" directive is duplicate',
  };

  test.each<[number, string, ZoneMessages]>([
    [1, 'limit_req_zone', LIMITS],
    [2, 'limit_conn_zone', LIMITS],
    [3, 'limit_conn_zone', LIMITS],
    [5, 'proxy_cache_path', CACHES],
    [6, 'fastcgi_cache_path', CACHES],
    [7, 'scgi_cache_path', CACHES],
    [8, 'uwsgi_cache_path', CACHES],
    [9, 'ssl_session_cache', SESSIONS],
    [10, 'ssl_session_cache', SESSIONS],
    [11, 'ssl_session_cache', SESSIONS],
    [
      12,
      'ssl_ocsp_cache',
      {
        invalidSize: 'invalid OCSP cache "{argument}"',
        tooSmall: 'OCSP cache "{argument}" is too small',
        emptyName: 'invalid OCSP cache "{argument}"',
        duplicate: '"{directive}" directive is duplicate',
        unknownParameter: 'invalid OCSP cache "{parameter}"',
      },
    ],
    [14, 'zone', UPSTREAM],
    [15, 'zone', UPSTREAM],
    [
      22,
      'lua_shared_dict',
      {
        invalidSize: 'invalid lua shared dict size "{size}"',
        tooSmall: 'invalid lua shared dict size "{size}"',
        emptyName: 'invalid lua shared dict name "{name}"',
        duplicate: '{directive} "{name}" is already defined as "{name}"',
        cannotStart: 'ngx_slab_alloc() failed: no memory',
      },
    ],
    [62, 'nchan_shared_memory_size', NCHAN],
    [63, 'nchan_max_reserved_memory', NCHAN],
    [64, 'push_max_reserved_memory', NCHAN],
    [
      68,
      'upload_progress',
      {
        invalidSize: 'invalid size of track_uploads "{size}"',
        tooSmall: 'track_uploads "{name}" is too small',
        duplicate: 'track_uploads "{name}" is already created',
      },
    ],
    [
      91,
      'upstream_fair_shm_size',
      {
        invalidSize: "Invalid memory area size `{size}'",
        tooSmall: 'The upstream_fair_shm_size value must be at least 32KiB',
        duplicate: 'Cannot change memory area size without restart, ignoring change',
      },
    ],
  ])('row %i, %s', (id, directive, messages) => {
    expect(kind(id).directive).toBe(directive);
    expect(kind(id).messages).toEqual(messages);
  });

  test.each([
    [1, 3, 3],
    [2, 2, 2],
    [3, 2, 2],
    [5, 2, 1_000_000],
    [9, 1, 2],
    [12, 1, 1],
    [14, 1, 2],
    [22, 2, 2],
    [62, 1, 1],
    [68, 2, 2],
    [91, 1, 1],
  ])('row %i takes %i to %i arguments', (id, minimum, maximum) => {
    expect(kind(id).argumentCount).toEqual({ minimum, maximum });
  });

  test.each([
    [1, ['zone=', 'rate=']],
    [2, ['zone=']],
    [9, ['off', 'none', 'builtin', 'builtin:', 'shared:']],
  ])('row %i knows its parameters', (id, parameters) => {
    expect(kind(id).knownParameters).toEqual(parameters);
  });

  test('the purger of NGINX Plus is refused', () => {
    for (const id of [5, 6, 7, 8, 35, 36, 37, 38]) {
      expect(kind(id).knownParameters).toContain('manager_threshold=');
      expect(kind(id).knownParameters?.filter((parameter) => parameter.startsWith('purger'))).toEqual([]);
    }
  });

  test.each([
    [1, 'limit_req', 'zeroSize', undefined],
    [2, 'limit_conn', 'zeroSize', undefined],
    [3, 'limit_conn', 'zeroSize', undefined],
    [5, 'proxy_cache', 'refused', '"{directive}" zone "{name}" is unknown'],
    [6, 'fastcgi_cache', 'refused', '"{directive}" zone "{name}" is unknown'],
    [22, 'lua', 'runtime', undefined],
    [68, 'track_uploads', 'zeroSize', undefined],
    [68, 'report_uploads', 'zeroSize', undefined],
  ])('row %i, undeclared in %s: %s', (id, directive, whenUndeclared, message) => {
    const reference = kind(id).references.find((each) => each.directive === directive);
    expect(reference?.whenUndeclared).toBe(whenUndeclared);
    expect(reference?.message).toBe(message);
  });

  test.each([
    [1, 'refused'],
    [5, 'refused'],
    [9, 'merged'],
    [12, 'merged'],
    [14, 'merged'],
    [22, 'refused'],
    [62, 'directive'],
    [68, 'refused'],
    [91, 'ignored'],
  ])('row %i, declared twice: %s', (id, rule) => {
    expect(kind(id).duplicates).toBe(rule);
  });
});
