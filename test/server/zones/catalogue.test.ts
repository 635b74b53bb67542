import { describe, expect, test } from 'vitest';
import { implicitZoneKinds, zoneKinds, zoneKindsByDirective } from '../../../server/src/zones/catalogue';
import type { VersionedBytes, ZoneKind } from '../../../server/src/zones/zoneKind';

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
  const ofReferences = row.references.map((reference) => reference.message ?? '');
  return [...Object.values(row.messages as Record<string, string>), ...ofReferences];
}

/** Values of the grammar's fields whose names end so: argument numbers, or prefixes. */
function grammarValues(row: ZoneKind, ending: 'argument' | 'prefix'): unknown[] {
  return Object.entries(row.grammar).flatMap(([field, value]) => (field.toLowerCase().endsWith(ending) ? [value] : []));
}

function versioned(row: ZoneKind): Exclude<VersionedBytes, number>[] {
  const ofInit = (row.initialAllocations ?? []).flatMap((each) => ('bytes' in each ? [each.bytes] : []));
  const ofEntry = (row.entry?.chunks ?? []).map((chunk) => chunk.fixedBytes);
  return [...ofInit, ...ofEntry].filter((bytes): bytes is Exclude<VersionedBytes, number> => typeof bytes !== 'number');
}

describe('rows', () => {
  test('every row of the facts is there once, in order', () => {
    expect(zoneKinds.map((row) => row.id)).toEqual(Array.from({ length: 134 }, (_, index) => index + 1));
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
      expect(sentence).toMatch(/^[A-Za-z"].*[^.]\.$/);
      expect(sentence).not.toMatch(/ {2}/);
    }
    for (const text of texts(row)) {
      const used = [...text.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]);
      expect(PLACEHOLDERS).toEqual(expect.arrayContaining(used));
      expect(text).not.toMatch(/^emerg|^crit|\\/);
    }
    if (row.argumentCount !== null) {
      expect(row.argumentCount.minimum).toBeLessThanOrEqual(row.argumentCount.maximum);
      expect(Math.max(0, ...grammarValues(row, 'argument').map(Number))).toBeLessThanOrEqual(row.argumentCount.maximum);
    }
    if (row.knownParameters !== undefined) {
      expect(row.knownParameters).toEqual(expect.arrayContaining(grammarValues(row, 'prefix')));
      expect(row.messages.unknownParameter).toContain('{parameter}');
    }
    for (const steps of versioned(row)) {
      const versions = steps.map((step) => step.since);
      expect(versions).toEqual([...versions].sort((one, other) => other.localeCompare(one, 'en', { numeric: true })));
      expect(versions.at(-1)).toBe('0');
    }
  });

  test('a directive is null only where none declares the zone', () => {
    expect(idsWhere((row) => row.directive === null && row.grammar.form !== 'implicit')).toEqual([31]);
    for (const row of zoneKinds.filter((each) => each.grammar.form === 'implicit')) {
      expect(row, `row ${row.id}`).toMatchObject({ directive: null, fixedName: expect.any(String) });
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
  test('parsers of their own', () => {
    const ids = (parser: string) => idsWhere((row) => row.size.parser === parser);
    expect(ids('nchan')).toEqual([62, 63, 64]);
    expect(ids('bkm')).toEqual([113]);
    expect(ids('count')).toEqual([43, 44, 110, 118, 119]);
    expect(ids('unknown')).toEqual([25, 26, 28, 31, 100]);
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
    [1, { minimum: { pages: 8 }, belowMinimum: 'refused', defaultSize: null }],
    [5, { minimum: { pages: 2 }, belowMinimum: 'refused', defaultSize: null }],
    [9, { minimum: { pages: 8 }, belowMinimum: 'refused', defaultSize: null }],
    [14, { minimum: { pages: 8 }, belowMinimum: 'refused', defaultSize: null }],
    [19, { minimum: { pages: 8 }, defaultSize: { bytes: 262144 } }],
    [21, { parser: 'none', minimum: null, defaultSize: { bytes: 1280 } }],
    [22, { minimum: { bytes: 8192 }, belowMinimum: 'refused', defaultSize: null }],
    [43, { defaultSize: null, count: { perElementBytes: 4392, extraElements: 1, baseBytes: 96 } }],
    [44, { defaultSize: null, count: { perElementBytes: 440, extraElements: 1, baseBytes: 96 } }],
    [52, { minimum: { bytes: 1048576 }, belowMinimum: 'raised' }],
    [60, { minimum: { pages: 8 }, defaultSize: { bytes: 1048575 } }],
    [62, { belowMinimum: 'raised-with-warning', pageMultiple: 'rounded', defaultSize: { bytes: 134217728 } }],
    [65, { parser: 'none', pageMultiple: 'rounded', defaultSize: { bytes: 114784 } }],
    [66, { minimum: { pages: 32 }, belowMinimum: 'refused', pageMultiple: 'rounded' }],
    [91, { minimum: { pages: 8 }, belowMinimum: 'raised-with-warning', defaultSize: { pages: 8 } }],
    [92, { minimum: { pages: 8 }, pageMultiple: 'rounded', defaultSize: { pages: 1024 } }],
    [93, { minimum: { bytes: 1048576 }, belowMinimum: 'refused' }],
    [102, { minimum: { pages: 3 }, belowMinimum: 'refused', pageMultiple: 'required' }],
    [110, { minimum: { pages: 8 }, belowMinimum: 'raised', defaultSize: { bytes: 1122440 } }],
  ])('size of row %i is %o', (id, size) => {
    expect(kind(id).size).toMatchObject(size);
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
    expect([1, 2, 14, 22, 25].map((id) => kind(id).logsNoMemory)).toEqual([false, true, true, false, null]);
  });

  test('what init allocates, in source order', () => {
    const init = (id: number) =>
      kind(id).initialAllocations?.map((each) => ('bytes' in each ? each.bytes : each.what)) ?? [];
    const withText = [1, 2, 16, 17, 22, 32, 35, 60].map((id) => [id, ...init(id)].join(' '));
    const sizes = ['1 80', '2 64', '16 128', '17 144', '22 80', '32 120', '35 344', '60 40 40'];
    expect(withText).toEqual(sizes.map((each) => `${each} log_ctx`));
    expect([init(68), init(91), init(92)]).toEqual([
      [24, 40],
      [24, 40],
      [24, 40, 24, 40, 8],
    ]);
    expect([init(62), init(65)]).toEqual([[8264], [57392]]);
    expect([init(14), init(15)]).toEqual([['log_ctx'], ['log_ctx']]);
  });

  test('what an entry takes', () => {
    const entry = (id: number) =>
      kind(id).entry?.chunks.map((each) => {
        const holds = [each.holdsKey === true ? 'key' : '', each.holdsValue === true ? 'value' : ''];
        return [each.fixedBytes, ...holds.filter((word) => word !== '')].join('+');
      });
    expect([1, 2, 12, 16, 22, 60, 68].map(entry)).toEqual(
      ['80+key', '36+key', '148', '144', '68+key+value', '3536+key', '104+key'].map((each) => [each]),
    );
    expect(entry(9)).toEqual(['112', '0+value']);
    expect(entry(17)).toEqual(['112+key', '0+value']);
    expect(kind(2).entry?.maximumKeyBytes).toBe(255);
    expect(kind(1).entry?.keyArgument).toBe(1);
  });

  function steps(id: number): string[] {
    return versioned(kind(id)).map((list) =>
      list.map(({ since, bytes, compatBytes }) => `${since}: ${bytes}/${compatBytes ?? bytes}`).join(', '),
    );
  }

  test('a server of an upstream zone, as compiled from the release tags', () => {
    expect(steps(14)).toEqual([
      '1.31.0: 264/320, 1.29.6: 216/320, 1.27.3: 200/320, 1.11.5: 184/440, 0: 160/160',
      '1.13.4: 112/112, 0: 0/0',
      '1.13.4: 113/113, 0: 0/0',
      '1.29.6: 32/32, 0: 0/0',
    ]);
    expect(steps(15)).toEqual([
      '1.31.0: 256/312, 1.27.3: 200/312, 1.11.5: 184/384, 0: 160/160',
      '1.13.4: 112/112, 0: 0/0',
      '1.13.4: 113/113, 0: 0/0',
    ]);
    expect(kind(14).initialModel).toBe('upstream-servers');
  });

  test('what changed with the version of nginx', () => {
    expect(steps(9)).toEqual(['1.23.2: 376/376, 0: 80/80']);
    expect(steps(5)).toEqual(['1.9.13: 120/120, 0: 104/104', '1.7.8: 120/120, 0: 112/112']);
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
    const pairs = zoneKinds.flatMap((angie) =>
      zoneKinds
        .filter((nginx) => angie.product === 'angie' && angie.directive !== null && nginx.product === 'nginx')
        .filter((nginx) => nginx.directive === angie.directive && nginx.contexts[0] === angie.contexts[0])
        .map((nginx) => [angie.tag, nginx.tag]),
    );
    expect(pairs.length).toBe(10);
    for (const [tag, same] of pairs) expect(tag).toBe(same);
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
      19, 21, 50, 52, 53, 58, 59, 62, 65, 67, 69, 70, 78, 79, 80, 89, 91, 92, 95, 104, 106, 110, 111, 112, 116, 134,
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
  // Rows, field and text, as nginx -t printed them with names and sizes in place of the placeholders.
  const WORDING = `
    1 2 3: invalidSize: invalid zone size "{argument}"
    1 2 3: tooSmall: zone "{argument}" is too small
    1 2 3: missingZone emptyName: "{directive}" must have "zone" parameter
    1 2 3: duplicate: {directive} "{name}" is already bound to key "{key}"
    5 6 7 8: invalidSize: invalid keys zone size "{argument}"
    5 6 7 8: tooSmall: keys zone "{argument}" is too small
    5 6 7 8: missingZone emptyName: "{directive}" must have "keys_zone" parameter
    5 6 7 8: duplicate: duplicate zone "{name}"
    1 2 3 5 6 7 8: unknownParameter: invalid parameter "{parameter}"
    5 6 7 8 22: cannotStart: ngx_slab_alloc() failed: no memory
    9 10 11: invalidSize emptyName: invalid session cache "{argument}"
    9 10 11: tooSmall: session cache "{argument}" is too small
    9 10 11: unknownParameter: invalid session cache "{parameter}"
    12: invalidSize emptyName: invalid OCSP cache "{argument}"
    12: tooSmall: OCSP cache "{argument}" is too small
    12: unknownParameter: invalid OCSP cache "{parameter}"
    14 15: invalidSize: invalid zone size "{size}"
    14 15: tooSmall: zone "{name}" is too small
    14 15: emptyName: invalid zone name "{name}"
    14 15: cannotStart: ngx_slab_alloc() failed: no memory in upstream zone "{name}"
    22: invalidSize tooSmall: invalid lua shared dict size "{size}"
    22: emptyName: invalid lua shared dict name "{name}"
    22: duplicate: {directive} "{name}" is already defined as "{name}"
    62 63 64: invalidSize: "{directive}" directive invalid value
    62 63 64: tooSmall: The push_max_reserved_memory value must be at least 32KiB
    12 62 63 64: duplicate: "{directive}" directive is duplicate
    68: invalidSize: invalid size of track_uploads "{size}"
    68: tooSmall: track_uploads "{name}" is too small
    68: duplicate: track_uploads "{name}" is already created
    91: invalidSize: Invalid memory area size ${'`'}{size}'
    91: tooSmall: The upstream_fair_shm_size value must be at least 32KiB
    91: duplicate: Cannot change memory area size without restart, ignoring change`;

  const expected = new Map<number, Record<string, string>>();
  for (const line of WORDING.trim().split('\n')) {
    const [, rows = '', fields = '', text = ''] = /^\s*([\d ]+): ([\w ]+): (.*)$/.exec(line) ?? [];
    for (const id of rows.split(' ').map(Number)) {
      const added = fields.split(' ').map((field) => [field, text]);
      expected.set(id, { ...expected.get(id), ...Object.fromEntries(added) });
    }
  }

  test('the table was read', () => {
    expect(expected.size).toBe(19);
  });

  test.each([...expected])('row %i says exactly this', (id, messages) => {
    expect(kind(id).messages).toEqual(messages);
  });

  test.each([
    [1, 'limit_req_zone', 3, 3, 'refused'],
    [2, 'limit_conn_zone', 2, 2, 'refused'],
    [3, 'limit_conn_zone', 2, 2, 'refused'],
    [5, 'proxy_cache_path', 2, 1_000_000, 'refused'],
    [9, 'ssl_session_cache', 1, 2, 'merged'],
    [12, 'ssl_ocsp_cache', 1, 1, 'merged'],
    [14, 'zone', 1, 2, 'merged'],
    [22, 'lua_shared_dict', 2, 2, 'refused'],
    [62, 'nchan_shared_memory_size', 1, 1, 'directive'],
    [68, 'upload_progress', 2, 2, 'refused'],
    [91, 'upstream_fair_shm_size', 1, 1, 'ignored'],
  ])('row %i, %s, takes %i to %i arguments and is %s twice', (id, directive, minimum, maximum, duplicates) => {
    expect(kind(id)).toMatchObject({ directive, argumentCount: { minimum, maximum }, duplicates });
  });

  test('parameters that are accepted', () => {
    expect(kind(1).knownParameters).toEqual(['zone=', 'rate=']);
    expect(kind(2).knownParameters).toEqual(['zone=']);
    expect(kind(9).knownParameters).toEqual(['off', 'none', 'builtin', 'builtin:', 'shared:']);
    for (const id of [5, 6, 7, 8, 35, 36, 37, 38]) {
      expect(kind(id).knownParameters).toContain('manager_threshold=');
      expect(kind(id).knownParameters?.filter((parameter) => parameter.startsWith('purger'))).toEqual([]);
    }
  });

  test.each([
    [1, 'limit_req', 'zeroSize'],
    [2, 'limit_conn', 'zeroSize'],
    [3, 'limit_conn', 'zeroSize'],
    [5, 'proxy_cache', 'refused'],
    [6, 'fastcgi_cache', 'refused'],
    [22, 'lua', 'runtime'],
    [68, 'track_uploads', 'zeroSize'],
    [68, 'report_uploads', 'zeroSize'],
  ])('row %i, undeclared in %s: %s', (id, directive, whenUndeclared) => {
    const message = whenUndeclared === 'refused' ? { message: '"{directive}" zone "{name}" is unknown' } : {};
    expect(kind(id).references).toContainEqual(expect.objectContaining({ directive, whenUndeclared, ...message }));
  });
});
