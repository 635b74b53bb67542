import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createWatchControls } from '../../../server/src/cli/watchControls';

const HOUR_MS = 3_600_000;

function sources({ isTTY = true } = {}) {
  const calls: string[] = [];
  const keys = Object.assign(new EventEmitter(), {
    isTTY,
    setRawMode: (isRaw: boolean) => calls.push(isRaw ? 'raw' : 'cooked'),
    resume: () => calls.push('resume'),
    pause: () => calls.push('pause'),
  });
  return { keys, signals: new EventEmitter(), output: new EventEmitter(), calls };
}

describe('what ends a wait', () => {
  test('the time', async () => {
    const controls = createWatchControls(sources());
    expect(await controls.wait(1)).toBe('time');
    controls.end();
  });

  test.each(['q', 'Q', '\u0003', '\u0004', 'xq'])('the key %j, and every wait after it', async (key) => {
    const from = sources();
    const controls = createWatchControls(from);
    const waiting = controls.wait(HOUR_MS);
    from.keys.emit('data', Buffer.from('x'));
    from.keys.emit('data', Buffer.from(key));
    expect(await waiting).toBe('stopped');
    expect(await controls.wait(HOUR_MS)).toBe('stopped');
    controls.end();
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s, before the wait too', async (signal) => {
    const from = sources();
    const controls = createWatchControls(from);
    from.signals.emit(signal);
    expect(await controls.wait(HOUR_MS)).toBe('stopped');
    controls.end();
  });

  test('a terminal that goes away', async () => {
    const from = sources();
    const controls = createWatchControls(from);
    from.keys.emit('error', new Error('EIO'));
    expect(await controls.wait(HOUR_MS)).toBe('stopped');
    expect(await controls.stopped).toBe('stopped');
    controls.end();
  });

  test('a reader that goes away', async () => {
    const from = sources();
    const controls = createWatchControls(from);
    from.output.on('error', () => {});
    const waiting = controls.wait(HOUR_MS);
    from.output.emit('error', new Error('EPIPE'));
    expect(await waiting).toBe('stopped');
    controls.end();
  });

  test('another size of the terminal', async () => {
    const from = sources();
    const controls = createWatchControls(from);
    const waiting = controls.wait(HOUR_MS);
    from.output.emit('resize');
    expect(await waiting).toBe('resized');
    controls.end();
  });
});

describe('the terminal', () => {
  test('is raw meanwhile, and given back with nobody listening', () => {
    const from = sources();
    const controls = createWatchControls(from);
    expect(from.calls).toEqual(['raw', 'resume']);
    controls.end();
    expect(from.calls).toEqual(['raw', 'resume', 'cooked', 'pause']);
    for (const source of [from.keys, from.signals, from.output]) expect(source.eventNames()).toEqual([]);
  });

  test('standard input that is none is left alone', () => {
    const from = sources({ isTTY: false });
    const controls = createWatchControls(from);
    expect(from.keys.eventNames()).toEqual([]);
    controls.end();
    expect(from.calls).toEqual([]);
  });
});
