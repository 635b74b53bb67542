import { attach } from './liveSupport';

/**
 * Refreshes a server's figures every so often until standard input ends, and writes how many times that was. With no server
 * it does all but that: so the rounds that are compared differ in nothing else.
 */
export async function sampleInTime(masterPid: number | null, intervalMs: number): Promise<void> {
  const attachment = masterPid === null ? null : attach(masterPid);
  // What only the first sample costs is over when the measurement begins.
  attachment?.sample('refresh');
  console.log('ready');
  let samples = 0;
  const timer = setInterval(() => {
    if (attachment?.sample('refresh').kind === 'sample') samples++;
  }, intervalMs);
  await new Promise<void>((done) => process.stdin.on('end', done).resume());
  clearInterval(timer);
  console.log(samples);
}
