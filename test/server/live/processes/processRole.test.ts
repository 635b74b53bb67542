import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTitleCut, parseCommandLine, parseTitle } from '../../../../server/src/live/processes/processRole';
import { parseProcessStat } from '../../../../server/src/live/processes/processStat';

describe('titles', () => {
  it.each([
    ['nginx: master process nginx -c /a', 'nginx', 'master', 'nginx -c /a'],
    ['nginx: master process', 'nginx', 'master', ''],
    ['nginx: worker process', 'nginx', 'worker', ''],
    ['nginx: worker process is shutting down', 'nginx', 'old worker', ''],
    ['nginx: cache manager process', 'nginx', 'cache manager', ''],
    ['nginx: cache loader process', 'nginx', 'cache loader', ''],
    ['nginx: privileged agent process', 'nginx', 'privileged agent', ''],
    ['nginx: pipe process', 'nginx', 'other', ''],
    ['angie: master process v1.10.3 #2 [/usr/sbin/angie -c /a]', 'angie', 'master', '/usr/sbin/angie -c /a'],
    ['angie: master process v1.10.3 PRO-x #2 [angie -g a;]', 'angie', 'master', 'angie -g a;'],
    ['angie: single process v1.10.3 #1 [angie]', 'angie', 'single', 'angie'],
    ['angie: worker process #2', 'angie', 'worker', ''],
    ['angie: worker process is shutting down #2', 'angie', 'old worker', ''],
    ['freenginx: worker process', 'freenginx', 'worker', ''],
  ])('%s', (text, program, role, startedAs) => {
    expect(parseTitle(text)).toMatchObject({ program, role, startedAs });
  });

  it.each([
    'nginx',
    '/usr/sbin/nginx: worker process',
    'nginx: worker processes',
    'nginx: master processor',
    'php-fpm: master process (/etc/php-fpm.conf)x',
    'sshd: root@pts/0',
    'postgres: checkpointer',
    '',
  ])('%j is none of a server, or one of another’s', (text) => {
    expect(parseTitle(text)?.program ?? 'none').not.toBe('nginx');
  });

  it('is cut where it fills the room that it had', () => {
    const title = parseTitle('nginx: master process nginx -c /etc/ngi');
    if (title === null) throw new Error('no title');
    expect(isTitleCut(title, 39)).toBe(true);
    expect(isTitleCut(title, 40)).toBe(false);
    expect(isTitleCut(title, null)).toBe(false);
    const long = parseTitle(`nginx: master process nginx -c /${'a'.repeat(4095)}`);
    expect(long !== null && isTitleCut(long, null)).toBe(true);
    const angie = parseTitle('angie: master process v1.10.3 #2 [angie -c /a');
    expect(angie !== null && isTitleCut(angie, null)).toBe(true);
  });
});

describe('command lines', () => {
  it('are a title where one was set, whatever padding follows', () => {
    expect(parseCommandLine('nginx: worker process\0\0\0\0')).toMatchObject({ kind: 'title' });
  });

  it('are arguments else', () => {
    expect(parseCommandLine('nginx\0-c\0\0')).toEqual({ kind: 'arguments', arguments: ['nginx', '-c', ''] });
    expect(parseCommandLine('vim\0nginx: master process\0')).toMatchObject({ kind: 'arguments' });
  });
});

describe('stat', () => {
  const rest = '7 8 9 0 -1 4194368 0 0 0 0 0 0 0 0 20 0 1 0 777 1 2 3';

  it('ends the name at the last parenthesis', () => {
    expect(parseProcessStat(`12 (a) S 1 (\n) R ${rest}`)).toEqual({
      pid: 12,
      name: 'a) S 1 (\n',
      parentPid: 7,
      groupId: 8,
      sessionId: 9,
      isForkOnly: true,
      startTicks: 777,
    });
  });

  it.each(['Z', 'X', 'x'])('is nothing for a process that has ended (%s)', (state) => {
    expect(parseProcessStat(`12 (nginx) ${state} ${rest}`)).toBeNull();
  });

  it('is nothing for any other text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseProcessStat(text)).toBeNull();
      }),
    );
  });
});
