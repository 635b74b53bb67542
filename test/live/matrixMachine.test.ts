import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** The part of scripts/matrixMachine.mjs that is tested here. */
interface MatrixMachine {
  findMirror(folder: string): string;
}

const script = new URL('../../scripts/matrixMachine.mjs', import.meta.url).href;
let folder = '';

beforeEach(() => {
  vi.stubEnv('ZONE_LENS_MIRROR', '');
  folder = mkdtempSync(join(tmpdir(), 'zone-lens-apt-'));
  mkdirSync(join(folder, 'sources.list.d'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function mirrorOf(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { findMirror } = (await import(script)) as MatrixMachine;
  return findMirror(folder);
}

describe('the Debian mirror for the matrix', () => {
  it('is read from lines', async () => {
    const text = `# deb http://commented.example/debian bookworm main
deb http://security.example/debian bookworm/updates main
deb http://contrib.example/debian bookworm contrib
deb [arch=amd64 signed-by=/a.gpg] https://mirror.example/debian bookworm main contrib
`;
    expect(await mirrorOf({ 'sources.list': text })).toBe('https://mirror.example/debian');
  });

  it('is read from stanzas', async () => {
    const text = `Types: deb
URIs: http://other.example/node_20.x
Suites: nodistro
Components: main

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://disabled.example/debian
Suites: bookworm
Components: main

Types: deb
# URIs: http://commented.example/debian
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
    expect(await mirrorOf({ 'sources.list.d/debian.sources': text })).toBe('http://mirror.example/debian');
  });

  it('may be named, and is asked for where apt names none', async () => {
    await expect(mirrorOf({ 'sources.list': '' })).rejects.toThrow('ZONE_LENS_MIRROR');
    vi.stubEnv('ZONE_LENS_MIRROR', 'http://named.example/debian');
    expect(await mirrorOf({})).toBe('http://named.example/debian');
  });
});
