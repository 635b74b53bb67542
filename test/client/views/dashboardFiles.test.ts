import { describe, expect, it } from 'vitest';
import { bytesOfFile, oneLine, safeFileName } from '../../../client/src/views/dashboardFiles';

describe('safeFileName', () => {
  it.each([
    ['slabs dogs.csv', '.csv', 'slabs dogs.csv'],
    ['slabs', '.csv', 'slabs.csv'],
    ['slabs.CSV', '.csv', 'slabs.csv'],
    ['nginx-4242.zone-lens.json', '.zone-lens.json', 'nginx-4242.zone-lens.json'],
    ['nginx-4242.json', '.zone-lens.json', 'nginx-4242.json.zone-lens.json'],
    ['../../etc/passwd', '.png', 'etc-passwd.png'],
    ['..\\..\\a', '.png', 'a.png'],
    ['C:\\Windows\\system.ini', '.json', 'C-Windows-system.ini.json'],
    ['a\u0000b\nc', '.csv', 'a-b-c.csv'],
    ['gpj.\u202eexe', '.png', 'gpj.-exe.png'],
    ['', '.png', 'zone-lens.png'],
    ['...', '.png', 'zone-lens.png'],
    ['.bashrc', '.csv', 'bashrc.csv'],
    ['CON', '.csv', 'zone-lens-CON.csv'],
    ['共享内存区', '.png', '共享内存区.png'],
  ])('makes %j with %s into %j', (wanted, ending, name) => {
    expect(safeFileName(wanted, ending)).toBe(name);
  });

  it('cuts a long name, and no letter in two', () => {
    const name = safeFileName('😀'.repeat(5000), '.csv');
    expect(name).toBe(`${'😀'.repeat(100)}.csv`);
  });
});

describe('bytesOfFile', () => {
  const PNG = 'iVBORw0KGgo=';

  it('gives text as UTF-8', () => {
    const bytes = bytesOfFile({ fileName: 'a', format: 'csv', content: 'ä,≥' });
    expect(bytes).toEqual(new TextEncoder().encode('ä,≥'));
  });

  it('gives a picture as its bytes', () => {
    const bytes = bytesOfFile({ fileName: 'a', format: 'png', content: PNG });
    expect([...(bytes ?? [])]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  });

  it.each(['', 'MZ', Buffer.from('#!/bin/sh').toString('base64'), `data:image/png;base64,${PNG}`])(
    'gives nothing for a picture that is none: %j',
    (content) => {
      expect(bytesOfFile({ fileName: 'a', format: 'png', content })).toBeNull();
    },
  );
});

describe('oneLine', () => {
  it('makes a title of any text', () => {
    expect(oneLine('nginx 1.22.1, pid 4242')).toBe('nginx 1.22.1, pid 4242');
    expect(oneLine('a\r\nb\u202ec')).toBe('a b c');
    expect(oneLine('x'.repeat(1000))).toBe(`${'x'.repeat(200)}…`);
  });
});
