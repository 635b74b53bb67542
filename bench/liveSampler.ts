import { giveWay } from '../server/src/live/system/giveWay';
import { attach } from './liveSupport';

/** A collector has run for long: its code is compiled. */
const WARM_SAMPLES = 500;

/**
 * Refreshes a server's figures every so often until standard input ends, and writes how many times that was and how many
 * milliseconds of processor time each took. With no server it does all but that, and keeps a processor busy for `busyMs` in
 * its place: so the rounds that are compared differ in nothing else.
 */
export async function sampleInTime(masterPid: number | null, intervalMs: number, busyMs: number): Promise<void> {
  const attachment = masterPid === null ? null : attach(masterPid);
  giveWay();
  // What only the first samples cost is over when the measurement begins.
  for (let sample = 0; sample < WARM_SAMPLES; sample++) attachment?.sample('refresh');
  console.log('ready');
  let samples = 0;
  let cpuMs = 0;
  const timer = setInterval(() => {
    const before = process.cpuUsage();
    if (attachment === null) while (cpuSince(before) < busyMs);
    else if (attachment.sample('refresh').kind !== 'sample') return;
    cpuMs += cpuSince(before);
    samples++;
  }, intervalMs);
  await new Promise<void>((done) => process.stdin.on('end', done).resume());
  clearInterval(timer);
  console.log(`${samples} ${samples === 0 ? 0 : cpuMs / samples}`);
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
